// Purpose: one description of a struct, and from it reading, checking, writing and the schema.
// Place: base; the door to json_types, json_read, json_write and json_schema.
//
// Use: struct HoldBody { ShowId show_id; std::vector<std::string> seat_ids; };
//      BOOST_DESCRIBE_STRUCT(HoldBody, (), (show_id, seat_ids))
//      TRY(auto body, read_json_text<HoldBody>(text));   append_json(out, body);
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>

#include "base/json_read.hpp"
#include "base/json_schema.hpp"
#include "base/json_types.hpp"
#include "base/json_write.hpp"
