#include "web/http_head.hpp"

#include <gtest/gtest.h>

#include "support/properties.hpp"

namespace {

using namespace usher::web;

HeadResult parse(std::string_view bytes, Head& head) { return parse_head(bytes, head); }

HeadResult parse(std::string_view bytes) {
  Head head;
  return parse_head(bytes, head);
}

int refused_with(std::string_view bytes) {
  const auto result = parse(bytes);
  return result.state == HeadResult::State::refused ? result.status : 0;
}

TEST(ParseHead, reads_a_plain_request) {
  Head head;
  const std::string_view bytes =
      "POST /api/x?a=1 HTTP/1.1\r\nHost: example.org:8080\r\nContent-Length: 5\r\n"
      "X-Thing:  padded \t\r\n\r\nhello";
  const auto result = parse(bytes, head);
  ASSERT_EQ(result.state, HeadResult::State::complete);
  EXPECT_EQ(result.size, bytes.size() - 5);
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.target, "/api/x?a=1");
  EXPECT_EQ(head.host, "example.org:8080");
  EXPECT_EQ(head.content_length, 5U);
  EXPECT_EQ(head.find("x-thing"), "padded");
  EXPECT_TRUE(head.keep_alive);
}

TEST(ParseHead, waits_for_more_at_every_cut) {
  const std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n";
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    EXPECT_EQ(parse(bytes.substr(0, cut)).state, HeadResult::State::incomplete) << cut;
  }
  EXPECT_EQ(parse(bytes).state, HeadResult::State::complete);
}

TEST(ParseHead, refuses_what_two_servers_could_read_differently) {
  const std::string line = "GET / HTTP/1.1\r\n";
  const std::string host = "Host: a\r\n";
  for (const std::string& bytes : std::initializer_list<std::string>{
           line + "\r\n",                            // no host
           line + host + host + "\r\n",              // two hosts
           line + "Host : a\r\n\r\n",                // space before the colon
           line + host + "X: 1\r\n folded\r\n\r\n",  // obs-fold
           line + host + " X: 1\r\n\r\n",            // leading space
           line + host + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
           line + host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n",
           line + host + "Content-Length: 1, 1\r\n\r\n",
           line + host + "Content-Length: +1\r\n\r\n",
           line + host + "Content-Length: -1\r\n\r\n",
           line + host + "Content-Length: 0x1\r\n\r\n",
           line + host + "Content-Length: 1 1\r\n\r\n",
           line + host + "Content-Length:\r\n\r\n",
           line + host + "Content-Length: 99999999999999999999\r\n\r\n",
           line + host + "Transfer-Encoding: gzip, chunked\r\n\r\n",
           line + host + "Transfer-Encoding: xchunked\r\n\r\n",
           line + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
           line + host + "Transfer-Encoding: \vchunked\r\n\r\n",
           line + host + "X\r\n\r\n",    // no colon
           line + host + ": 1\r\n\r\n",  // no name
           line + host + "X(): 1\r\n\r\n",
           line + host + "X: a\rb\r\n\r\n",  // bare CR
           line + host + std::string("X: a\0b\r\n\r\n", 10),
           "GET / HTTP/1.1\nHost: a\n\n",  // bare LF
           line + "Host: a\n\r\n",
           "GET /\r\nHost: a\r\n\r\n",  // no version
           "GET / http/1.1\r\nHost: a\r\n\r\n",
           "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET / / HTTP/1.1\r\nHost: a\r\n\r\n",
           " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
           "G\tT / HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",  // another host than Host
           "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
           "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
           "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
           line + "Host: a b\r\n\r\n",
           line + "Host: a/b\r\n\r\n",
           line + "Host:\r\n\r\n",
           line + "Host: a:port\r\n\r\n",
           "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
       }) {
    EXPECT_EQ(refused_with(bytes), 400) << bytes;
  }
}

TEST(ParseHead, refuses_a_wrong_line_before_the_head_is_whole) {
  EXPECT_EQ(refused_with("GET /\r\n"), 400);
  EXPECT_EQ(refused_with("GET / HTTP/1.1\n"), 400);
  EXPECT_EQ(refused_with(std::string_view("GET /\0", 6)), 400);
  EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n"), 400);
}

TEST(ParseHead, limits_the_number_and_size_of_headers) {
  const auto with_headers = [](std::size_t count, std::size_t size) {
    std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t i = 1; i < count; ++i) bytes += "X: " + std::string(size, 'x') + "\r\n";
    return bytes + "\r\n";
  };
  EXPECT_EQ(parse(with_headers(kHeaderCountMax, 1)).state, HeadResult::State::complete);
  EXPECT_EQ(refused_with(with_headers(kHeaderCountMax + 1, 1)), 431);
  EXPECT_EQ(refused_with(with_headers(2, kHeadersMax)), 431);
  EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(kHeadersMax, 'x')), 431);
  EXPECT_EQ(refused_with("GET /" + std::string(kRequestLineMax, 'x')), 414);
  EXPECT_EQ(refused_with("GET /" + std::string(kRequestLineMax, 'x') + " HTTP/1.1\r\n"), 414);
}

TEST(ParseHead, ignores_the_size_of_what_follows_the_head) {
  const std::string bytes =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x');
  EXPECT_EQ(parse(bytes).state, HeadResult::State::complete);
}

TEST(ParseHead, understands_the_forms_of_targets) {
  Head head;
  ASSERT_EQ(parse("GET http://a:80/x?y=1 HTTP/1.1\r\nHost: A:80\r\n\r\n", head).state,
            HeadResult::State::complete);
  EXPECT_EQ(head.target, "/x?y=1");
  EXPECT_EQ(head.host, "a:80");
  EXPECT_EQ(parse("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", head).state,
            HeadResult::State::complete);
  EXPECT_EQ(head.target, "/");
  EXPECT_EQ(parse("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", head).state,
            HeadResult::State::complete);
  EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", head).state,
            HeadResult::State::complete);
}

TEST(ParseHead, speaks_only_known_versions) {
  EXPECT_EQ(refused_with("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
  EXPECT_EQ(refused_with("PRI * HTTP/2.0\r\n\r\n"), 505);
  Head head;
  ASSERT_EQ(parse("GET / HTTP/1.0\r\n\r\n", head).state, HeadResult::State::complete);
  EXPECT_FALSE(head.keep_alive);
  ASSERT_EQ(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", head).state,
            HeadResult::State::complete);
  EXPECT_TRUE(head.keep_alive);
}

TEST(ParseHead, takes_only_expectations_it_meets) {
  EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n"), 417);
  Head head;
  ASSERT_EQ(parse("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n\r\n", head).state,
            HeadResult::State::complete);
  EXPECT_TRUE(head.expects_continue);
}

PROPERTY(ParseHead, never_reads_beyond_or_crashes_on_any_bytes) {
  const auto bytes = *rc::gen::arbitrary<std::string>();
  Head head;
  const auto result = parse_head(bytes, head);
  RC_ASSERT(result.size <= bytes.size());
}

PROPERTY(ParseHead, judges_a_changed_request_alike_however_it_is_cut) {
  std::string bytes = "POST /a?b=c HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
  const auto place = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[place] = *rc::gen::arbitrary<char>();
  Head head;
  const auto whole = parse_head(bytes, head);
  // Whatever a prefix is judged to be stays true of the whole.
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    Head part;
    const auto prefix = parse_head(std::string_view(bytes).substr(0, cut), part);
    if (prefix.state == HeadResult::State::incomplete) continue;
    RC_ASSERT(prefix.state == whole.state);
    RC_ASSERT(prefix.size == whole.size);
  }
}

struct Chunked {
  ChunkedReader::State state;
  std::string body;
  std::size_t used;
};

Chunked read_chunks(std::string_view bytes, std::size_t piece = 1000, std::size_t max = 1000) {
  ChunkedReader reader;
  reader.reset(max);
  Chunked result{ChunkedReader::State::reading, {}, 0};
  std::string buffer;
  for (std::size_t at = 0; at < bytes.size() && result.state == ChunkedReader::State::reading;
       at += piece) {
    buffer += bytes.substr(at, piece);
    std::size_t used = 0;
    result.state = reader.read(buffer, result.body, used);
    buffer.erase(0, used);
    result.used += used;
  }
  return result;
}

TEST(ChunkedReader, reads_chunks_however_they_are_cut) {
  const std::string_view bytes = "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\nrest";
  for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
    const auto result = read_chunks(bytes, piece);
    ASSERT_EQ(result.state, ChunkedReader::State::done) << piece;
    EXPECT_EQ(result.body, "hello world");
    EXPECT_EQ(result.used, bytes.size() - 4);
  }
}

TEST(ChunkedReader, refuses_malformed_chunks) {
  for (const std::string& bytes :
       std::initializer_list<std::string>{"\r\n",
                                          "x\r\n",
                                          "5 \r\nhello\r\n",
                                          " 5\r\nhello\r\n",
                                          "0x5\r\nhello\r\n",
                                          "5\nhello\r\n",
                                          "5\r\nhelloX",
                                          "5\r\nhello\n0\r\n",
                                          "-5\r\n",
                                          "+5\r\n",
                                          "123456789\r\n",
                                          "5;" + std::string(200, 'x') + "\r\n",
                                          "5;" + std::string(200, 'x'),
                                          "5;a\vb\r\n",
                                          "0\r\nContent-Length: 5\r\n\r\n",
                                          "0\r\nTransfer-Encoding: chunked\r\n\r\n",
                                          "0\r\n X: 1\r\n\r\n",
                                          "0\r\nX\r\n\r\n",
                                          "0\r\nX: 1\n\r\n",
                                          "0\r\n\n"}) {
    EXPECT_EQ(read_chunks(bytes).state, ChunkedReader::State::refused) << bytes;
  }
}

TEST(ChunkedReader, stops_at_the_limit_before_taking_the_bytes) {
  EXPECT_EQ(read_chunks("a\r\n0123456789\r\n0\r\n\r\n", 1000, 10).state,
            ChunkedReader::State::done);
  EXPECT_EQ(read_chunks("b\r\n", 1000, 10).state, ChunkedReader::State::too_large);
  EXPECT_EQ(read_chunks("ffffffff\r\n", 1000, 10).state, ChunkedReader::State::too_large);
}

PROPERTY(ChunkedReader, takes_any_bytes_without_harm) {
  const auto bytes = *rc::gen::arbitrary<std::string>();
  const auto result = read_chunks(bytes);
  RC_ASSERT(result.used <= bytes.size());
  RC_ASSERT(result.body.size() <= 1000U);
}

}  // namespace
