// The server when memory is wanting: requests may fail, the server never ends.
#include <cstdlib>
#include <new>

#include "test_site.hpp"

namespace {

// Of a thousand allocations so many fail, in threads that are not spared.
std::atomic<unsigned> failing_per_mille{0};
thread_local bool spared = false;
thread_local unsigned allocations = 0;

bool fails() {
  constexpr unsigned kStep = 2'654'435'761U;  // Knuth's multiplicative hash: even, not periodic
  const unsigned wanted = failing_per_mille.load(std::memory_order_relaxed);
  return wanted > 0 && !spared && (++allocations * kStep >> 16) % 1000 < wanted;
}

}  // namespace

void* operator new(std::size_t size) {
  if (fails()) throw std::bad_alloc();
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace usher::web;
using namespace usher::web::tests;
using std::chrono::milliseconds;

TEST(WantOfMemory, ends_requests_but_neither_the_accepting_nor_the_ticking) {
  spared = true;
  Patience patience;
  patience.head = milliseconds(300);
  patience.heartbeat = milliseconds(100);
  TestSite site(patience);
  int answered = 0;
  failing_per_mille = 8;
  for (int round = 0; round < 200; ++round) {
    RawClient client(site);
    client.send(
        "GET /api/slow/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /api/items/1?limit=3 HTTP/1.1\r\n"
        "Host: a\r\n\r\nGET /api/stream HTTP/1.1\r\nHost: a\r\n\r\n");
    answered += status_of(client.read(milliseconds(round % 10 == 0 ? 60 : 1))) == 200 ? 1 : 0;
  }
  // Some ticks must meet it as well.
  std::this_thread::sleep_for(milliseconds(2500));
  failing_per_mille = 0;
  EXPECT_GT(answered, 0);
  // An attempt to accept that failed is made again by the next tick.
  RawClient after(site);
  after.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(after.read(milliseconds(3000))), 200);
  RawClient slow(site);
  slow.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
  EXPECT_EQ(status_of(slow.read(milliseconds(4000))), 408);
}

}  // namespace
