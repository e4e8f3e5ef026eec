#pragma once

#include <string>

#include "coffer/secret.hpp"

namespace coffer::app {

// The whole content of a file that holds a secret, less than 64 KiB; the caller wipes it. `path`
// may be a link. The file must be regular, owned by the user or root, and closed to group and
// others; one that root owns may be readable by its group. This is checked on the open descriptor,
// so a file exchanged meanwhile is not read unchecked.
//
// Throws Error{config}, naming `path` and what to do, where it cannot be read or is not safe.
std::string read_private_file(const std::string& path);

// Writes such a file, readable by the user alone. With `replace` it takes the place of what is
// there, and whoever reads it sees the old file or the new one; else false where something is
// there, however lately it came into being. Where its directory is missing, or also that one's, as
// in a home directory that is new, creates them, closed to others; nothing above.
//
// Throws Error{config}, naming `path`, where it cannot be written; then nothing is left behind.
bool write_private_file(const std::string& path, const Secret& content, bool replace);

// Throws Error{config} where `write_private_file` could not make the file, for lack of permission.
void require_writable(const std::string& path);

}  // namespace coffer::app
