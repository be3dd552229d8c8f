// Purpose: `usher user add|list|disable`: the first administrator, and help when nobody can sign
// in. Place: app/commands. main parses the options and opens nothing; these open the database.
#pragma once
#include <iosfwd>
#include <string>

#include "store/store.hpp"

namespace usher::app {

struct UserAddOptions {
  std::string email;
  std::string role = "staff";
  std::string name;
};

// Reads the password from `in` (one line; asked for when that is a terminal) and makes the user.
// Each returns the exit code: 0, 1 when it was refused, 2 when an option is wrong; what is wrong is
// said on `err`. Errors: throws DatabaseError.
int user_add(const store::StoreOptions& options, const UserAddOptions& user, std::istream& in,
             std::ostream& out, std::ostream& err);
int user_list(const store::StoreOptions& options, std::ostream& out);
int user_disable(const store::StoreOptions& options, const std::string& email, std::ostream& out,
                 std::ostream& err);

}  // namespace usher::app
