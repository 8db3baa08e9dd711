// What planners of tests write.
#pragma once

#include <string>

namespace reeve::test {

// A task with everything that a planner has to say of one: "Lexer" with the id "lexer", say. `more`: further
// members, such as R"("scope":["a.txt"])"; it may name any but these.
inline std::string task_json(const std::string& id, const std::string& title, const std::string& more = "") {
  return R"({"id":")" + id + R"(","title":")" + title +
         R"(","accept":["it is done"],"checks":["true"],"minutes":30)" + (more.empty() ? "" : "," + more) +
         "}";
}

// A script's lines that write this as its result.
inline std::string writing(const std::string& result) {
  return "cat > $REEVE_OUT/result.json <<'END'\n" + result + "\nEND\n";
}

}  // namespace reeve::test
