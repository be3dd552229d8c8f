#include "base/json_binding.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace {

using namespace usher;

enum class Colour { red, void_ };
BOOST_DESCRIBE_ENUM(Colour, red, void_)

struct Point {
  double x = 0;
  std::optional<std::int64_t> weight;
};
BOOST_DESCRIBE_STRUCT(Point, (), (x, weight))

struct Sample {
  ShowId show_id;
  std::string name;
  bool on = false;
  Colour colour = Colour::red;
  Money price;
  Timestamp at;
  SizedList<Point, 1, 3> points;
  std::map<std::string, Bounded<1, 5>> counts;
  Patch<std::string> note;
  Omit<std::string> extra;
};
BOOST_DESCRIBE_STRUCT(Sample, (),
                      (show_id, name, on, colour, price, at, points, counts, note, extra))

constexpr std::string_view kGood =
    R"({"show_id":"1k8x","name":"Zo\u00eb","on":true,"colour":"void","price":2550,)"
    R"("at":"2026-11-24T18:00:00Z","points":[{"x":1.5}],"counts":{"a":5},"note":null})";

std::vector<std::string> faults_of(std::string_view text) {
  const auto read = read_json_text<Sample>(text);
  std::vector<std::string> list;
  if (read) return list;
  for (const auto& field : read.error().fields) list.push_back(field.pointer + " " + field.code);
  return list;
}

TEST(ReadJson, fills_every_kind_of_member) {
  const auto read = read_json_text<Sample>(kGood);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->show_id.text(), "1k8x");
  EXPECT_EQ(read->name, "Zoë");
  EXPECT_EQ(read->colour, Colour::void_);
  EXPECT_EQ(read->price.minor, 2550);
  EXPECT_EQ(read->points.at(0).x, 1.5);
  EXPECT_EQ(read->counts.at("a").value, 5);
  EXPECT_TRUE(read->note.is_null());
  EXPECT_FALSE(read->extra.value);
}

TEST(ReadJson, reports_all_faults_at_once) {
  const auto faults =
      faults_of(R"({"name":7,"on":"yes","colour":"blue","price":-1,"at":"today","points":[],)"
                R"("counts":{"a/b":6},"typo":1})");
  const std::vector<std::string> expected{
      "/show_id required",  "/name wrong_type",          "/on wrong_type",
      "/colour not_one_of", "/price out_of_range",       "/at invalid_format",
      "/points too_short",  "/counts/a~1b out_of_range", "/typo unknown_field"};
  EXPECT_EQ(faults, expected);
}

struct Wish {
  Given<std::int64_t> amount;
  Given<SizedList<std::string, 1, 3>> ids;
};
BOOST_DESCRIBE_STRUCT(Wish, (), (amount, ids))

TEST(ReadJson, takes_null_for_a_fault_where_leaving_out_asks_for_everything) {
  const auto absent = read_json_text<Wish>("{}");
  ASSERT_TRUE(absent);
  EXPECT_FALSE(absent->amount);
  EXPECT_EQ(read_json_text<Wish>(R"({"amount":7})")->amount, 7);
  const auto null = read_json_text<Wish>(R"({"amount":null,"ids":null})");
  ASSERT_FALSE(null);
  ASSERT_EQ(null.error().fields.size(), 2U);
  EXPECT_EQ(null.error().fields[0].pointer, "/amount");
  EXPECT_EQ(null.error().fields[0].code, "wrong_type");
  EXPECT_EQ(null.error().fields[1].pointer, "/ids");
  SchemaRegistry registry;
  json_schema<Wish>(registry, SchemaUse::read);
  const auto& schema = registry.components().at("Wish").as_object();
  EXPECT_FALSE(schema.contains("required"));
  EXPECT_EQ(schema.at("properties").at("amount").at("type"), "integer");
}

TEST(ReadJson, names_the_place_inside_lists) {
  const auto read = read_json_text<std::vector<Point>>(R"([{"x":1},{"x":"1","weight":1.5}])");
  ASSERT_FALSE(read);
  ASSERT_EQ(read.error().fields.size(), 2U);
  EXPECT_EQ(read.error().fields[0].pointer, "/1/x");
  EXPECT_EQ(read.error().fields[1].pointer, "/1/weight");
}

struct Kept {
  Label label;
  boost::json::object object;
  boost::json::value value;
};
BOOST_DESCRIBE_STRUCT(Kept, (), (label, object, value))

TEST(ReadJson, refuses_zeros_in_every_text_whatever_is_kept_of_it) {
  const auto read = read_json_text<Kept>(
      R"({"label":"a\u0000","object":{"a":[1,"\u0000"],"b\u0000":1},"value":"\u0000"})");
  ASSERT_FALSE(read);
  std::vector<std::string> places;
  for (const auto& field : read.error().fields) {
    EXPECT_EQ(field.code, "invalid_format");
    places.push_back(field.pointer);
  }
  const std::vector<std::string> expected{"/label", "/object/a/1", std::string("/object/b\0", 10),
                                          "/value"};
  EXPECT_EQ(places, expected);
}

TEST(ParseJson, refuses_what_is_not_strict_json) {
  for (const std::string_view text :
       {"", "{", "{} x", "[1,]", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"\\u0062\":2}}", "'a'",
        "NaN", "\"\xff\"", "\"\xc0\x80\"", "01", "// c\n1", "\xef\xbb\xbf{}"}) {
    const auto read = parse_json(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, "malformed_json") << text;
  }
}

TEST(ParseJson, refuses_nesting_beyond_the_limit) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_json(nested(kJsonDepthMax)));
  EXPECT_FALSE(parse_json(nested(kJsonDepthMax + 1)));
  EXPECT_FALSE(parse_json(std::string(100'000, '[')));
}

TEST(ParseJson, takes_the_same_name_in_different_objects) {
  EXPECT_TRUE(parse_json(R"([{"a":{"a":1}},{"a":2}])"));
}

TEST(AppendJson, writes_what_read_json_reads) {
  const auto read = read_json_text<Sample>(kGood);
  ASSERT_TRUE(read);
  EXPECT_EQ(to_json_text(*read),
            R"({"show_id":"1k8x","name":"Zoë","on":true,"colour":"void","price":2550,)"
            R"("at":"2026-11-24T18:00:00.000Z","points":[{"x":1.5,"weight":null}],)"
            R"("counts":{"a":5},"note":null})");
}

TEST(AppendJson, escapes_control_characters) {
  std::string out;
  append_json_string(out, std::string_view("a\"\\\n\x01\0", 6));
  EXPECT_EQ(out, R"("a\"\\\n\u0001\u0000")");
}

struct Filter {
  std::optional<Bounded<1, 200>> limit;
  std::optional<std::vector<Colour>> colour;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(Filter, (), (limit, colour, code))

TEST(ReadQuery, reads_numbers_lists_and_text) {
  const auto read = read_query<Filter>({{"limit", "20"}, {"colour", "red,void"}, {"code", "x"}});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->limit->value, 20);
  EXPECT_EQ(read->colour->size(), 2U);
}

TEST(ReadQuery, takes_an_empty_optional_as_absent) {
  const auto read = read_query<Filter>({{"limit", ""}, {"code", "x"}});
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->limit);
}

TEST(ReadQuery, refuses_unknown_repeated_and_missing_parameters) {
  const auto read =
      read_query<Filter>({{"limit", "0"}, {"limit", "1"}, {"colour", "red,blue"}, {"typo", "1"}});
  ASSERT_FALSE(read);
  std::vector<std::string> codes;
  for (const auto& field : read.error().fields) codes.push_back(field.pointer + " " + field.code);
  const std::vector<std::string> expected{"/limit out_of_range", "/limit duplicate_parameter",
                                          "/colour not_one_of", "/code required",
                                          "/typo unknown_parameter"};
  EXPECT_EQ(codes, expected);
}

TEST(JsonSchema, describes_a_struct_with_its_limits) {
  SchemaRegistry registry;
  const auto reference = json_schema<Sample>(registry, SchemaUse::read);
  EXPECT_EQ(boost::json::serialize(reference), R"({"$ref":"#/components/schemas/Sample"})");
  const auto& schema = registry.components().at("Sample").as_object();
  EXPECT_EQ(schema.at("additionalProperties"), false);
  EXPECT_EQ(schema.at("properties").at("points").at("maxItems"), 3);
  EXPECT_EQ(schema.at("required").as_array().size(), 8U);
  EXPECT_EQ(boost::json::serialize(registry.components().at("Colour")),
            R"({"type":"string","enum":["red","void"]})");
}

}  // namespace
