#include "app/run.hpp"

#include <fmt/format.h>

#include <exception>
#include <optional>
#include <string>
#include <variant>

#include "app/cli.hpp"
#include "app/commands/query.hpp"
#include "app/commands/sandbox.hpp"
#include "app/group_cache.hpp"
#include "app/message.hpp"
#include "app/option_table.hpp"
#include "app/practice_exchange.hpp"
#include "app/profile.hpp"
#include "app/render/csv.hpp"
#include "app/render/json.hpp"
#include "app/render/table.hpp"
#include "app/waiting.hpp"
#include "coffer/https_transport.hpp"

namespace coffer::app {
namespace {

int exit_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::internal:
      return 1;
    case ErrorKind::usage:
      return 2;
    case ErrorKind::config:
      return 3;
    case ErrorKind::auth:
      return 4;
    case ErrorKind::network:
      return 5;
    case ErrorKind::tls:
      return 6;
    case ErrorKind::unavailable:
      return 7;
    case ErrorKind::rejected:
      return 8;
    case ErrorKind::reply:
      return 9;
    case ErrorKind::output:
      return 10;
  }
  return 1;
}

Format chosen_format(const Options& options, const Environment& environment) {
  if (options.output) return *options.output;
  const auto wish = environment.get("COFFER_OUTPUT");
  if (!wish) return Format::table;
  if (const auto format = to_format(*wish)) return *format;
  throw Error(ErrorKind::config, "COFFER_OUTPUT: expected table, json, jsonl or csv");
}

// Whether `descriptor` shows escape sequences as they are meant.
bool takes_escapes(int descriptor, const Environment& environment) {
  return is_terminal(descriptor) && environment.get("TERM").value_or("dumb") != "dumb";
}

bool wants_color(const Options& options, const Environment& environment, int descriptor) {
  if (options.color != ColorMode::automatic) return options.color == ColorMode::always;
  return !environment.get("NO_COLOR") && takes_escapes(descriptor, environment);
}

std::string render(const Report& report, Format format, const Options& options,
                   const Environment& environment, const Streams& streams) {
  switch (format) {
    case Format::table:
      return render_table(report, {.headers = options.headers,
                                   .color = wants_color(options, environment, streams.out)});
    case Format::csv:
      return render_csv(report, options.headers);
    case Format::json:
      return render_json(report, is_terminal(streams.out));
    case Format::jsonl:
      return render_jsonl(report);
  }
  throw Error(ErrorKind::internal, "a format without a renderer was asked");
}

Account practice_account(const PracticeExchange& exchange, const Options& options) {
  Account account;
  account.endpoint = parse_endpoint(exchange.base_url(), ErrorKind::internal, "sandbox");
  account.credentials.api_key = PracticeExchange::api_key;
  account.credentials.secret = Secret(std::string(PracticeExchange::api_secret));
  account.credentials.encoding = options.secret_encoding.value_or(SecretEncoding::raw);
  account.account_group = options.account_group;
  return account;
}

Report ask_exchange(const Options& options, const Environment& environment,
                    const Streams& streams) {
  std::optional<PracticeExchange> practice;
  if (options.sandbox) practice.emplace(PracticeExchange::Settings{});
  const Account account =
      practice ? practice_account(*practice, options) : load_account(options, environment);
  HttpsTransport transport(account.endpoint,
                           practice ? TrustStore{} : load_trust(options, environment));
  GroupCache cache(practice ? std::nullopt : environment.cache_directory(), transport.origin(),
                   account.credentials.api_key);
  SystemClock clock;
  ClientOptions wishes{.timeout = options.timeout,
                       .retries = options.retries,
                       .account_group = account.account_group,
                       .on_attempt = nullptr};
  if (options.verbose) {
    wishes.on_attempt = [&](const Attempt& attempt) {
      write_message(streams, attempt_text(attempt));
    };
  }
  Client client(transport, clock, account.credentials, cache, std::move(wishes));

  std::optional<Waiting> waiting;
  if (takes_escapes(streams.err, environment) && !options.quiet && !options.verbose) {
    waiting.emplace(streams.err, transport.origin());
  }
  return query(client, clock, options, account.profile);
}

int run_command(const Options& options, const Environment& environment, const Streams& streams) {
  if (options.command == Command::sandbox) {
    const int signal = run_sandbox({.port = options.port, .data_file = options.data_file},
                                   [&](std::string_view text) { write_all(streams.out, text); });
    return 128 + signal;
  }
  const Format format = chosen_format(options, environment);
  const Shaping shaping{.columns = options.columns,
                        .sort = options.sort,
                        .timestamp = options.timestamp,
                        .for_table = format == Format::table};
  try {
    Report blank = blank_report(options.command);
    shape(blank, shaping);  // a wrong column is told before anything is asked
    Report report = ask_exchange(options, environment, streams);
    shape(report, shaping);
    write_all(streams.out, render(report, format, options, environment, streams));
    return 0;
  } catch (const Error& error) {
    const bool as_json = format == Format::json || format == Format::jsonl;
    if (!as_json || error.kind == ErrorKind::usage) throw;
    write_message(streams, error_json(error));
    return exit_status(error.kind);
  }
}

}  // namespace

int run(std::span<const char* const> arguments, const Environment& environment,
        const Streams& streams) {
  try {
    const auto parsed = parse_command_line(arguments);
    if (const auto* answer = std::get_if<Answer>(&parsed)) {
      if (!answer->usage_error) {
        write_all(streams.out, answer->text);
        return 0;
      }
      write_message(streams, answer->text);
      return exit_status(ErrorKind::usage);
    }
    return run_command(std::get<Options>(parsed), environment, streams);
  } catch (const Error& error) {
    write_message(streams, error_text(error));
    return exit_status(error.kind);
  } catch (const std::exception& problem) {
    write_message(streams,
                  error_text(Error(ErrorKind::internal,
                                   fmt::format("a defect in coffer: {}", problem.what()))));
    return exit_status(ErrorKind::internal);
  }
}

}  // namespace coffer::app
