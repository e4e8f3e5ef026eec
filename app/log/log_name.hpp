#pragma once

#include <optional>
#include <string>
#include <vector>

namespace coffer::app {

// Whose each of these logs is, as its name tells; for lines that do not. It is without its ending
// and what a rotation added: "main" for main.csv, main.csv.1, main.csv.2.gz, main.csv-20261101.gz
// and main-20261101.csv. Names that are alike in different folders have the folder's before them,
// or as many folders as tell them apart: "hostA/main". Standard input is "-".
std::vector<std::string> log_names(const std::vector<std::string>& paths);

// Where a link leads: what belongs to a log lies beside the file itself.
std::string real_path(const std::string& path);

// The latest of the files that a rotation made of this log and left beside it, plain or gzip: where
// the path is a link, beside the file that it leads to.
// Nothing where there is none. Throws Error{config} where the folder cannot be read.
std::optional<std::string> predecessor(const std::string& path);

}  // namespace coffer::app
