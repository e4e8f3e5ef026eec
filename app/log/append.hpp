#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace coffer::app {

// What is added to a log file: whole lines. A format without a header line leaves that empty.
struct Entry {
  std::string_view header;
  std::string_view rows;
};

// Appends to the log file at `path`, which is created with mode 0600 where there is none. Any
// number of processes may do so at the same time: each holds an exclusive lock meanwhile.
//
// A new or empty file gets the header, and an old one must begin with it, or with an object where
// there is none. Everything goes in one
// write and is synced to disk. A last line without its end, which a crash may leave behind, is
// ended first, and a header that was cut short is completed. The result says so in words; it is
// empty where there was nothing to mend.
//
// A link to a regular file is followed. A file that is moved away while the lock is awaited
// (logrotate) is let go, and the path opened again.
//
// Throws Error{output}, and the file then has the bytes that it had before: for another beginning,
// a lock that is not had within `patience`, anything but a regular file, a full disk, or any other
// error of the system. For a limit on the size of files this needs SIGXFSZ to be ignored.
std::string append_to_log(const std::string& path, const Entry& entry,
                          std::chrono::milliseconds patience = std::chrono::seconds(10));

}  // namespace coffer::app
