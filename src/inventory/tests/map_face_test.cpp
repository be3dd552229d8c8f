// A layout version is one picture for ever.
#include <gtest/gtest.h>

#include "inventory/layout.hpp"
#include "inventory/tests/house.hpp"

namespace usher::inventory {
namespace {

using testing::House;

constexpr store::Query kAddObject{
    "test.add_object",
    "INSERT INTO seat_map_objects (id, venue_id, position, body) VALUES ($1, $2, 0, $3)"};
constexpr store::Query kRenameZone{"test.rename_zone",
                                   "UPDATE price_zones SET name = $2 WHERE id = $1"};

constexpr store::Query kForgetFaces{"test.forget_faces", "DELETE FROM show_maps"};

struct LayoutVersion : ::testing::Test {
  House house;

  std::string body() { return seat_map_json(*house.board()->layout()); }
  void change_venue(const std::string& object) {
    ASSERT_TRUE(house.in_lane([&](store::Transaction& tx) -> Status {
      tx.run(kAddObject, static_cast<std::int64_t>(object.size()), house.venue, object);
      tx.run(kRenameZone, house.zone, "Zone " + object);
      return {};
    }));
  }
};

TEST_F(LayoutVersion, shows_the_same_after_the_venue_changed_and_the_server_restarted) {
  const auto before = body();
  change_venue(R"({"kind":"stage","x":1.50,"y":2})");
  house.restart();
  EXPECT_EQ(body(), before);
}

TEST_F(LayoutVersion, grows_with_what_is_drawn_besides_the_seats) {
  const auto before = house.board()->layout()->version;
  change_venue(R"({"kind":"stage","x":1.50,"y":2})");
  EXPECT_EQ(house.generate()->layout_version, before + 1);
  EXPECT_NE(body().find(R"({"kind":"stage","x":1.50,"y":2})"), std::string::npos);
  EXPECT_NE(body().find("Zone "), std::string::npos);
  EXPECT_EQ(house.generate()->layout_version, before + 1) << "nothing changed since";
}

TEST_F(LayoutVersion, keeps_its_picture_from_the_first_look_where_an_earlier_version_kept_none) {
  ASSERT_TRUE(house.in_lane([](store::Transaction& tx) -> Status {
    tx.run(kForgetFaces);
    return {};
  }));
  house.restart();
  const auto first = body();
  change_venue(R"({"kind":"label"})");
  house.restart();
  EXPECT_EQ(body(), first);
}

}  // namespace
}  // namespace usher::inventory
