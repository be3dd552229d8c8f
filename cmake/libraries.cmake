# Everything that is not ours, gathered once. The reason for each is in docs/dependencies.md.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n data)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(usher_pkg REQUIRED IMPORTED_TARGET
  sqlite3 libsodium cairo cairo-pdf pangocairo pangoft2 fontconfig libqrencode libqpdf
  libbrotlienc zlib tomlplusplus)
find_package(date REQUIRED)
find_package(prometheus-cpp REQUIRED)
# Used by store/ alone; its header is <postgresql/libpq-fe.h>.
find_library(PQ_LIBRARY pq REQUIRED)

add_library(usher_external INTERFACE)
target_compile_definitions(usher_external INTERFACE
  BOOST_ALL_NO_LIB BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE BOOST_JSON_STATIC_LINK
  BOOST_URL_STATIC_LINK SPDLOG_FMT_EXTERNAL)
target_link_libraries(usher_external INTERFACE
  Threads::Threads OpenSSL::SSL OpenSSL::Crypto CURL::libcurl ICU::uc ICU::i18n ICU::data
  fmt::fmt spdlog::spdlog CLI11::CLI11 PkgConfig::usher_pkg date::date date::date-tz
  prometheus-cpp::core)
