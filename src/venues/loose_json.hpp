// Purpose: reads JSON of other programs, whose types are loose. Place: venues; for plans.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "venues/use_cases.hpp"

namespace usher::venues {

// Collects what is wrong and what was tidied; one thread, one document. What cannot be read is a
// fault, and reads as nothing or zero.
class LooseJson {
 public:
  using List = std::vector<const boost::json::value*>;

  void fault(const std::string& pointer, std::string code, std::string detail);
  void note(std::string pointer, std::string code, std::string detail);
  Status status() { return std::move(faults_).status(); }
  std::vector<PlanNote> notes() { return std::move(notes_); }

  const boost::json::object* object(const boost::json::value& value, const std::string& pointer);
  // Absent and null are empty.
  List list(const boost::json::object& of, std::string_view member, const std::string& at,
            std::size_t most);
  // Absent and null are 0; a text that is a number counts as one.
  double number(const boost::json::object& of, std::string_view member, const std::string& at,
                double otherwise = 0);
  // The same, never negative.
  double size(const boost::json::object& of, std::string_view member, const std::string& at,
              double otherwise);
  // In thousandths; 0 when it is too far away.
  std::int64_t milli(double value, const std::string& pointer);
  // A label that our rules allow, or empty. Numbers count as texts; line breaks, tabs and what else
  // nobody sees become spaces.
  std::string label(const boost::json::object& of, std::string_view member, const std::string& at);
  // The same, and what is too long is cut.
  std::string caption(const boost::json::object& of, std::string_view member,
                      const std::string& at);

 private:
  std::string text(const boost::json::object& of, std::string_view member,
                   const std::string& pointer);

  BodyFaults faults_;
  std::vector<PlanNote> notes_;
};

}  // namespace usher::venues
