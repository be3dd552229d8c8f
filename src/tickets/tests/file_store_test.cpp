#include "tickets/file_store.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/crypto.hpp"
#include "support/temp_dir.hpp"
#include "tickets/links.hpp"

namespace usher::tickets {
namespace {

std::string name_of(const std::string& text) { return to_hex(sha256(text)); }

TEST(FileDirectory, gives_back_what_was_written_and_nothing_else) {
  const usher::testing::TempDir dir;
  FileDirectory files(dir.path() / "tickets");
  EXPECT_FALSE(files.read(name_of("a")));
  EXPECT_TRUE(files.write(name_of("a"), "bytes"));
  EXPECT_EQ(files.read(name_of("a")), "bytes");
  EXPECT_FALSE(files.read(name_of("b")));
}

TEST(FileDirectory, hides_names_of_people_from_other_users_of_the_machine) {
  const usher::testing::TempDir dir;
  FileDirectory files(dir.path());
  files.write(name_of("a"), "bytes");
  struct stat status{};
  const auto path = dir.path() / name_of("a").substr(0, 2) / (name_of("a") + ".pdf");
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST(FileDirectory, forgets_the_oldest_when_it_is_full) {
  const usher::testing::TempDir dir;
  FileDirectory files(dir.path(), 250);
  const std::string hundred(100, 'x');
  for (const char* name : {"a", "b", "c"}) {
    files.write(name_of(name), hundred);
    const auto path = dir.path() / name_of(name).substr(0, 2) / (name_of(name) + ".pdf");
    const auto age = std::chrono::hours(name[0] == 'b' ? 3 : 1);
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - age);
  }
  files.tidy();
  EXPECT_TRUE(files.read(name_of("a")));
  EXPECT_FALSE(files.read(name_of("b")));
  EXPECT_TRUE(files.read(name_of("c")));
}

TEST(FileDirectory, does_without_a_directory) {
  FileDirectory nowhere("");
  EXPECT_FALSE(nowhere.write(name_of("a"), "bytes"));
  EXPECT_FALSE(nowhere.read(name_of("a")));
  FileDirectory forbidden("/proc/nowhere");
  EXPECT_FALSE(forbidden.write(name_of("a"), "bytes"));
}

TEST(FileLink, says_what_it_said_and_cannot_be_forged) {
  const Digest key = sha256("a key");
  FileLink link{FileLink::Kind::order, 42, sha256("file"), Timestamp{1234}};
  const std::string text = write_link(link, key);
  const auto read = read_link(text, key);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->kind, FileLink::Kind::order);
  EXPECT_EQ(read->id, 42);
  EXPECT_EQ(read->file, sha256("file"));
  EXPECT_EQ(read->expires_at, Timestamp{1234});
  EXPECT_FALSE(read_link(text, sha256("another key")));
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    std::string forged = text;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(read_link(forged, key)) << i;
  }
  EXPECT_FALSE(read_link("", key));
  EXPECT_FALSE(read_link("not a link", key));
}

}  // namespace
}  // namespace usher::tickets
