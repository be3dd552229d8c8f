#include "site/page_words.hpp"

#include <algorithm>

namespace usher::site {
namespace {

constexpr Words kEnglish{"en",
                         "What’s on",
                         "Pick an evening, choose your exact seats, and have your tickets in two "
                         "minutes.",
                         "Dates",
                         "Choose your seats",
                         "from",
                         "My tickets",
                         "Your order number and the e-mail address of the order open your tickets.",
                         "This page has left the building",
                         "The address may be mistyped, or the show is no longer listed.",
                         "All shows"};
constexpr Words kSpanish{"es",
                         "Cartelera",
                         "Elige una noche, escoge tus butacas exactas y ten tus entradas en dos "
                         "minutos.",
                         "Fechas",
                         "Elige tus butacas",
                         "desde",
                         "Mis entradas",
                         "Tu número de pedido y el correo del pedido abren tus entradas.",
                         "Esta página ya no está en cartel",
                         "Puede que la dirección tenga un error o que la función ya no se ofrezca.",
                         "Todas las funciones"};

}  // namespace

const Words& words_of(std::string_view locale) { return locale == "es" ? kSpanish : kEnglish; }

std::string page_locale(std::string_view accept_language, std::string_view fallback) {
  while (!accept_language.empty()) {
    const auto comma = std::min(accept_language.find(','), accept_language.size());
    auto tag = accept_language.substr(0, comma);
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    const auto language = tag.substr(0, 2);
    if (language == "en" || language == "es") return std::string(language);
    accept_language.remove_prefix(std::min(comma + 1, accept_language.size()));
  }
  return fallback.starts_with("es") ? "es" : "en";
}

}  // namespace usher::site
