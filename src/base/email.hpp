// Purpose: e-mail addresses as mail servers and as people write them. Place: base, pure.
//
// A domain in other letters than a–z has two spellings, "bücher.de" and "xn--bcher-kva.de"; mail
// goes to the second. Email::parse() stores that one.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace usher {

// "xn--bcher-kva.de" of "bücher.de"; a domain of ASCII letters as it is. Nothing when it is none.
// Source: UTS 46, nontransitional.
std::optional<std::string> ascii_domain(std::string_view domain);

// The address with its domain as mail servers write it; as it is when that cannot be done.
std::string ascii_email(std::string_view email);
// The address with its domain as people write it.
std::string readable_email(std::string_view email);

// What identifies whoever has the address: without case, in either spelling of the domain.
std::string email_key(std::string_view email);

}  // namespace usher
