// `usher import-seats`: seats from a CSV file or a plan, for halls that are too large to click.
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "app/commands/command.hpp"
#include "base/random.hpp"
#include "store/store.hpp"
#include "venues/venues.hpp"

namespace usher::app {
namespace {

constexpr int kRefused = 1;
constexpr int kWrongUse = 2;

struct ImportOptions {
  std::string venue;
  std::string file;
  std::string map;
  std::string encoding;
  bool dry_run = false;
};

int refused(std::string_view detail) {
  std::cerr << "usher: " << detail << '\n';
  return kRefused;
}

// The venue with this id or, when only one has it, this name.
Result<VenueId> find_venue(store::Queries& q, const std::string& wanted) {
  if (venues::find_venue(q, VenueId::parse(wanted))) return VenueId::parse(wanted);
  std::vector<VenueId> named;
  for (const auto& venue : venues::list_venues(q)) {
    if (fold_case(venue.name.value) == fold_case(nfc(wanted))) named.push_back(venue.id);
  }
  if (named.size() == 1) return named.front();
  return refuse(ErrorKind::not_found, "venue_not_found",
                named.empty() ? "There is no such venue."
                              : "Several venues have this name; say which by its id.");
}

void print_lines(const std::vector<venues::LineFault>& warnings) {
  for (const auto& warning : warnings) {
    std::cerr << fmt::format("line {}, {}: {} ({})\n", warning.line, warning.column, warning.detail,
                             warning.code);
  }
}

// What a file may be written in that does not say so.
void print_encodings(const Error& error) {
  const auto* encodings = error.members.if_contains("encodings");
  if (encodings == nullptr) return;
  for (const auto& encoding : encodings->as_array()) {
    std::cerr << "--encoding " << std::string_view(encoding.at("name").as_string()) << ":\n";
    for (const auto& line : encoding.at("sample").as_array()) {
      std::cerr << "    " << std::string_view(line.as_string()) << '\n';
    }
  }
}

void print_faults(const Error& error) {
  const auto* faults = error.members.if_contains("errors");
  if (faults == nullptr) return;
  for (const auto& fault : faults->as_array()) {
    const auto text = [&](const char* member) {
      return std::string_view(fault.at(member).as_string());
    };
    const std::string column = text("column").empty() ? "" : fmt::format(", {}", text("column"));
    std::cerr << fmt::format("line {}{}: {} ({})\n", fault.at("line").to_number<std::int64_t>(),
                             column, text("detail"), text("code"));
  }
}

int import(const Settings& settings, const ImportOptions& options) {
  std::ifstream in(options.file, std::ios::binary);
  if (!in) return refused("cannot read " + options.file);
  venues::Upload upload;
  upload.content.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  upload.dry_run = options.dry_run;
  auto columns = venues::parse_column_map(options.map);
  if (!columns) {
    std::cerr << "usher: --map: " << columns.error().fields.front().detail << '\n';
    return kWrongUse;
  }
  upload.columns = *std::move(columns);
  if (!options.encoding.empty()) {
    const auto known = venues::known_encoding(options.encoding);
    if (!known) {
      std::cerr << "usher: --encoding: there is no such encoding\n";
      return kWrongUse;
    }
    upload.encoding = *known;
  }

  const SystemClock clock;
  SecureRandom random;
  IdGenerator ids(clock, random);
  const auto store = open_existing_store(settings, clock);
  const auto venue =
      store->read_now([&](store::Queries& q) { return find_venue(q, options.venue); });
  if (!venue) return refused(venue.error().detail);
  const auto report =
      venues::import_seats_now(*store, ids, {.actor = "command"}, *venue, std::move(upload));
  if (!report) {
    print_faults(report.error());
    print_encodings(report.error());
    return refused(report.error().detail);
  }
  if (report->warnings.value) print_lines(*report->warnings.value);
  std::cout << fmt::format("{}{} rows: {} seats created, {} updated.\n",
                           report->dry_run ? "Dry run, nothing written. " : "", report->rows,
                           report->created, report->updated);
  return 0;
}

}  // namespace

void add_import_seats_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand(
      "import-seats", "Import a venue's seats from a CSV file or a pretix seating plan");
  const auto options = std::make_shared<ImportOptions>();
  command->add_option("--venue", options->venue, "The venue's id or name")->required();
  command->add_option("file", options->file, "The CSV or JSON file")->required();
  command->add_option("--map", options->map,
                      "Columns that are called differently: row_name:Reihe,seat_number:Platz");
  command->add_option("--encoding", options->encoding,
                      "What the file is written in, when it is neither UTF-8 nor UTF-16");
  command->add_flag("--dry-run", options->dry_run, "Only tell what would happen");
  line.add_settings(*command, {"database"});
  command->callback([&line, options] {
    line.run = [options](const Settings& settings) { return import(settings, *options); };
  });
}

}  // namespace usher::app
