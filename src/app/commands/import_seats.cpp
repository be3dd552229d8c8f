// `usher import-seats`: seats from a CSV file, for halls that are too large to click.
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

  const SystemClock clock;
  SecureRandom random;
  IdGenerator ids(clock, random);
  const auto store = open_existing_store(settings, clock);
  const auto venue =
      store->read_now([&](store::Queries& q) { return find_venue(q, options.venue); });
  if (!venue) return refused(venue.error().detail);
  const auto report = venues::import_seats_now(*store, ids, {.actor = "command"}, *venue, upload);
  if (!report) {
    print_faults(report.error());
    return refused(report.error().detail);
  }
  std::cout << fmt::format("{}{} rows: {} seats created, {} updated.\n",
                           report->dry_run ? "Dry run, nothing written. " : "", report->rows,
                           report->created, report->updated);
  return 0;
}

}  // namespace

void add_import_seats_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("import-seats", "Import a venue's seats from a CSV file");
  const auto options = std::make_shared<ImportOptions>();
  command->add_option("--venue", options->venue, "The venue's id or name")->required();
  command->add_option("file", options->file, "The CSV file")->required();
  command->add_option("--map", options->map,
                      "Columns that are called differently: row_name:Reihe,seat_number:Platz");
  command->add_flag("--dry-run", options->dry_run, "Only tell what would happen");
  line.add_settings(*command, {"database"});
  command->callback([&line, options] {
    line.run = [options](const Settings& settings) { return import(settings, *options); };
  });
}

}  // namespace usher::app
