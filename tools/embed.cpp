// Purpose: turns files into C++ at build time: named SQL, migrations, the built web UI.
// Use: embed sql ROOM OUT.hpp FILE.sql… | embed migrations OUT.cpp FILE.sql… | embed assets OUT DIR
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// Leaves a file alone that would not change, so that nothing is compiled again for it.
void write_file(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  if (fs::exists(path) && read_file(path) == text) {
    fs::last_write_time(path, fs::file_time_type::clock::now());
    return;
  }
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out) throw std::runtime_error("cannot write " + path.string());
}

// A raw literal, cut in pieces because compilers limit the length of one.
std::string literal(const std::string& text) {
  constexpr std::size_t kPiece = 8000;
  std::string out;
  for (std::size_t at = 0; at < text.size() || at == 0; at += kPiece) {
    out += "R\"embedded(" + text.substr(at, kPiece) + ")embedded\"";
  }
  return out;
}

std::string trim(std::string text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n;") - first + 1);
}

// Splits a file at its "-- name: …" lines.
std::map<std::string, std::string> named_queries(const fs::path& path) {
  std::map<std::string, std::string> queries;
  std::istringstream lines(read_file(path));
  std::string line;
  std::string name;
  while (std::getline(lines, line)) {
    if (line.starts_with("-- name:")) {
      name = trim(line.substr(8));
      name = name.substr(0, name.find(' '));
      if (!queries.emplace(name, "").second) {
        throw std::runtime_error(path.string() + ": two queries are named " + name);
      }
    } else if (!line.starts_with("--") && !name.empty()) {
      queries[name] += line + '\n';
    }
  }
  return queries;
}

bool is_twin(const fs::path& file) { return file.stem().extension() == ".postgres"; }

void embed_sql(const std::string& room, const fs::path& out, const std::vector<fs::path>& files) {
  std::string text = "// Made from src/" + room +
                     "/sql at build time.\n#pragma once\n"
                     "#include \"store/query.hpp\"\n\nnamespace usher::" +
                     room + "::sql {\n";
  // What PostgreSQL runs instead: <file>.postgres.sql, under the same names.
  std::map<std::string, std::string> twins;
  for (const auto& file : files) {
    if (is_twin(file)) twins.merge(named_queries(file));
  }
  for (const auto& file : files) {
    if (is_twin(file)) continue;
    for (const auto& [name, sql] : named_queries(file)) {
      text += "inline constexpr store::Query " + name + "{\"" + room + "." + name + "\",\n" +
              literal(trim(sql));
      if (const auto twin = twins.extract(name)) text += ",\n" + literal(trim(twin.mapped()));
      text += "};\n";
    }
  }
  // The rest only PostgreSQL runs.
  for (const auto& [name, sql] : twins) {
    text += "inline constexpr store::Query " + name + "{\"" + room + "." + name + "\", \"\",\n" +
            literal(trim(sql)) + "};\n";
  }
  write_file(out, text + "}  // namespace usher::" + room + "::sql\n");
}

void embed_migrations(const fs::path& out, std::vector<fs::path> files) {
  std::ranges::sort(files, {}, [](const fs::path& path) { return path.filename(); });
  std::string text =
      "#include \"store/migrate.hpp\"\n\nnamespace usher::store {\n"
      "std::span<const Migration> all_migrations() {\n"
      "  static const std::vector<Migration> migrations{\n";
  for (const auto& file : files) {
    text += "{\"" + file.stem().string() + "\",\n" + literal(read_file(file)) + "},\n";
  }
  write_file(out, text + "};\n  return migrations;\n}\n}  // namespace usher::store\n");
}

struct Asset {
  std::string path;
  fs::path file;
};

// Assets come in by .incbin, so that megabytes of UI cost the compiler nothing.
void embed_assets(const std::string& out, const fs::path& dir) {
  std::vector<Asset> assets;
  if (fs::exists(dir)) {
    for (const auto& entry : fs::recursive_directory_iterator(dir)) {
      if (entry.is_regular_file()) {
        assets.push_back({"/" + fs::relative(entry.path(), dir).generic_string(), entry.path()});
      }
    }
  }
  std::ranges::sort(assets, {}, &Asset::path);
  std::string assembly = ".section .note.GNU-stack,\"\",@progbits\n.section .rodata\n";
  std::string text = "#include \"web/embedded_asset.hpp\"\n\nextern \"C\" {\n";
  std::string table;
  for (std::size_t i = 0; i < assets.size(); ++i) {
    const std::string symbol = "usher_asset_" + std::to_string(i);
    assembly += ".global " + symbol + "\n" + symbol + ":\n.incbin \"" +
                fs::absolute(assets[i].file).string() + "\"\n.byte 0\n";
    text += "extern const char " + symbol + "[];\n";
    table += "    {\"" + assets[i].path + "\", std::string_view(" + symbol + ", " +
             std::to_string(fs::file_size(assets[i].file)) + ")},\n";
  }
  text +=
      "}\n\nnamespace usher::web {\nstd::span<const EmbeddedAsset> embedded_assets() {\n"
      "  static const std::vector<EmbeddedAsset> assets{\n" +
      table + "  };\n  return assets;\n}\n}  // namespace usher::web\n";
  write_file(out + ".S", assembly);
  write_file(out + ".cpp", text);
}

int run(const std::vector<std::string>& args) {
  if (args.size() >= 3 && args[0] == "sql") {
    embed_sql(args[1], args[2], {args.begin() + 3, args.end()});
  } else if (args.size() >= 2 && args[0] == "migrations") {
    embed_migrations(args[1], {args.begin() + 2, args.end()});
  } else if (args.size() == 3 && args[0] == "assets") {
    embed_assets(args[1], args[2]);
  } else {
    std::cerr << "usage: embed sql ROOM OUT FILE… | migrations OUT FILE… | assets OUT DIR\n";
    return 2;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& failure) {
    std::cerr << "embed: " << failure.what() << '\n';
    return 1;
  }
}
