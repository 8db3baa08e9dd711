// What `git push --porcelain` says became of each ref.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reeve {

enum class RefPush {
  done,        // created, moved or deleted
  up_to_date,  // it had the new value already: whoever gave it that
  stale,       // the lease did not hold, seen before anything was sent
  held_back,   // good in itself, but the push is atomic and another ref was refused
  refused,     // by the server: a hook's decision, a rule of its own, or a race lost on the server
};

struct PushedRef {
  std::string ref;
  RefPush end;
  std::string reason;  // git's or the server's words, empty where there are none
};

// One for each line of the report that can be read; a push whose connection broke has none, or some.
std::vector<PushedRef> parse_push_report(std::string_view out);

// Whether the report is whole: git writes "Done" after the lines of a push that the server has answered well.
bool is_confirmed(std::string_view out);

// The server's own words (hooks print there): the lines that git shows as "remote: …", without that.
std::string words_of_server(std::string_view err);

}  // namespace reeve
