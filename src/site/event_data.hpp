// Purpose: shows as machines read them, without any script. Place: site; private to it. Pure.
#pragma once
#include <string>
#include <vector>

#include "shows/shows.hpp"

namespace usher::site {

// As much of a text as a description holds.
inline constexpr std::size_t kDescriptionMax = 300;

// Source: schema.org Event, https://schema.org/Event; prices hold all mandatory fees (rule 41).
std::string events_json_ld(const std::vector<shows::PublicShow>& shows,
                           const std::string& base_url);

// The show with the recital it is of, unless it says so itself.
std::string full_title(const shows::PublicShow& show);
std::string seating_url(const shows::PublicShow& show, const std::string& base_url);

}  // namespace usher::site
