// Purpose: files that nobody but the server's user may read, whatever the umask. Place: store.
#pragma once
#include <filesystem>

namespace usher::store {

// Takes from others what they may do with a file or a directory (0600, 0700) that belongs to this
// user. What is not there, or not ours, stays as it is; false when it is still open to others.
bool make_private(const std::filesystem::path& path) noexcept;

// Makes the SQLite database at `path` when it is not there, and tightens it, its log and what
// restores left beside it.
void make_database_private(const std::filesystem::path& path);

// Makes a directory, with its parents, that nobody else may enter. Errors: throws
// std::filesystem::filesystem_error when that cannot be done.
void make_private_directory(const std::filesystem::path& path);

}  // namespace usher::store
