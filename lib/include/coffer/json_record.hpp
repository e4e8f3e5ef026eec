#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "coffer/account.hpp"
#include "coffer/decimal.hpp"
#include "coffer/json_reader.hpp"
#include "coffer/json_writer.hpp"
#include "coffer/time.hpp"

namespace coffer {

// Something with a table of its fields (see account.hpp).
template <class Record>
concept HasFields = !std::is_null_pointer_v<std::remove_const_t<decltype(fields<Record>)>>;

// read_value reads the JSON value that comes next, each by the type of what it fills, and throws
// what JsonReader throws where it is not of that type: amounts may be texts or numbers, times are
// milliseconds since the epoch, -1 is a key that never expires.

inline void read_value(JsonReader& json, std::string& text) { text = json.string(); }
inline void read_value(JsonReader& json, bool& flag) { flag = json.boolean(); }
inline void read_value(JsonReader& json, std::int64_t& number) { number = json.integer(); }

inline void read_value(JsonReader& json, Decimal& amount) {
  const bool is_number = json.type() == JsonReader::Type::number;
  std::optional<Decimal> parsed = Decimal::parse(is_number ? json.number() : json.string());
  if (!parsed) json.fail("not an exact decimal number of at most 256 characters");
  amount = *std::move(parsed);
}

inline void read_value(JsonReader& json, int& account_group) {
  const std::int64_t value = json.integer();
  if (value < 0 || value > std::numeric_limits<int>::max()) json.fail("not an account group");
  account_group = static_cast<int>(value);
}

inline void read_value(JsonReader& json, Time& time) {
  constexpr Time year_10000 = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);
  time = Time(std::chrono::milliseconds(json.integer()));
  if (time < Time() || time >= year_10000) json.fail("not a time");
}

inline void read_value(JsonReader& json, Expiry& expiry) {
  const std::size_t begin = json.mark();
  if (json.integer() == -1) return;
  json.rewind(begin);
  read_value(json, expiry.time.emplace());
}

template <class Value>
void read_value(JsonReader& json, std::optional<Value>& value) {
  if (json.type() != JsonReader::Type::null) read_value(json, value.emplace());
}

// As the price of a pair that was never traded, an absent amount may be "".
inline void read_value(JsonReader& json, std::optional<Decimal>& amount) {
  if (json.type() == JsonReader::Type::null) return;
  const std::size_t begin = json.mark();
  if (json.type() == JsonReader::Type::string && json.string().empty()) return;
  json.rewind(begin);
  read_value(json, amount.emplace());
}

template <class Value>
void read_value(JsonReader& json, std::vector<Value>& values) {
  values.clear();
  json.each_element([&] { read_value(json, values.emplace_back()); });
}

// An object. It must have those fields that are not optional, under one of their keys each.
template <HasFields Record>
void read_value(JsonReader& json, Record& record) {
  constexpr const auto& members = fields<Record>;
  std::array<bool, members.size()> seen{};
  json.each_member([&](std::string_view key) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (members[i].key != key) continue;
      std::visit([&](auto member) { read_value(json, record.*member); }, members[i].member);
      seen[i] = true;
    }
  });
  const auto is_optional = [&](auto member) {
    return requires { (record.*member).has_value(); };
  };
  for (std::size_t i = 0; i < members.size(); ++i) {
    bool is_there = seen[i] || std::visit(is_optional, members[i].member);
    for (std::size_t j = 0; !is_there && j < members.size(); ++j)
      is_there = seen[j] && members[j].member == members[i].member;
    if (!is_there) json.fail_missing(members[i].key);
  }
}

// write_value writes a value as read_value reads it. What is optional and absent is left out of an
// object.

inline void write_value(JsonWriter& json, const std::string& text) { json.string(text); }
inline void write_value(JsonWriter& json, bool flag) { json.boolean(flag); }
inline void write_value(JsonWriter& json, std::int64_t number) { json.integer(number); }
inline void write_value(JsonWriter& json, int number) { json.integer(number); }
inline void write_value(JsonWriter& json, const Decimal& amount) { json.string(amount.text()); }
inline void write_value(JsonWriter& json, Time time) {
  json.integer(time.time_since_epoch().count());
}
inline void write_value(JsonWriter& json, const Expiry& expiry) {
  write_value(json, expiry.time.value_or(Time(std::chrono::milliseconds(-1))));
}

template <class Value>
void write_value(JsonWriter& json, const std::vector<Value>& values) {
  json.begin_array();
  for (const Value& value : values) write_value(json, value);
  json.end_array();
}

template <HasFields Record>
void write_value(JsonWriter& json, const Record& record) {
  json.begin_object();
  for (const auto& field : fields<Record>) {
    const auto write = [&](const auto& value) {
      if constexpr (requires { value.has_value(); }) {
        if (!value) return;
        json.key(field.key);
        write_value(json, *value);
      } else {
        json.key(field.key);
        write_value(json, value);
      }
    };
    std::visit([&](auto member) { write(record.*member); }, field.member);
  }
  json.end_object();
}

}  // namespace coffer
