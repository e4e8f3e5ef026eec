// Decodes a reply of cash balances and renders it as CSV, as `coffer cash --csv` does with what the
// network brings: render FILE.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "app/output/view.hpp"
#include "app/render/formats.hpp"
#include "app/system/streams.hpp"
#include "coffer/decode.hpp"
#include "test/support/reports.hpp"

int main(int, char** arguments) {
  const int file = ::open(arguments[1], O_RDONLY | O_CLOEXEC);
  struct stat status {};
  ::fstat(file, &status);
  std::string reply(static_cast<std::size_t>(status.st_size), '\0');
  if (::read(file, reply.data(), reply.size()) != status.st_size) return 1;

  std::vector<coffer::CashBalance> balances = coffer::decode_cash_balances(std::move(reply));
  coffer::app::Report report = coffer::app::cash_report(std::move(balances), {});
  coffer::app::shape(report, {});
  coffer::app::write_all(STDOUT_FILENO, coffer::app::formats::csv.render(report, {}));
}
