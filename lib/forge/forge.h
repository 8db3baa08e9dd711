// A forge: the service around a hub that runs jobs, shows checks and reviews changes. What Reeve needs of
// one; everything that decides anything is in the refs, and works without it.
//
// All functions throw as RestApi::call() does.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace reeve::forge {

enum class CheckState { pending, running, passed, failed, could_not_run };

// What a check says of a commit.
struct CheckReport {
  std::string commit = "";  // 40 hexadecimal digits
  std::string name = "";    // the same for every report of the check; branch rules name it
  CheckState state = CheckState::pending;
  std::string title = "";    // one line
  std::string text = "";     // Markdown; shown where the forge has room for it
  std::string address = "";  // where more can be seen; may be empty
  std::string id = "";       // what the first report of this check on this commit gave; empty for the first
};

// Starts a run. On a branch that agents cannot write, it is a way to do more than a push may: the run has the
// workflow and the rights of that branch.
struct Dispatch {
  std::string workflow = "";  // file name under .github/workflows; a GitLab project has one only
  std::string event = "";     // instead of `workflow`: a repository_dispatch of this type
  std::string branch = "";    // whose workflow runs; not for an event, which takes the default one
  std::map<std::string, std::string> inputs = {};  // variables on GitLab
};

// A pull request or a merge request.
struct ChangeRequest {
  std::string source = "";  // branch names
  std::string target = "";
  std::string title = "";
  std::string body = "";  // Markdown
};

enum class RequestEnd { opened, found };

struct OpenedRequest {
  RequestEnd end = RequestEnd::opened;
  std::int64_t number = 0;
  std::string address = "";  // of its page
};

enum class RunState {
  queued,
  running,
  ended,    // whatever came out of it
  unknown,  // of another forge or project, deleted, or not to be seen with this token
};

class Forge {
 public:
  virtual ~Forge() = default;

  // Gives the id for the next report of the same check on the same commit; empty where none is needed.
  virtual std::string report(const CheckReport& check) = 0;
  virtual void dispatch(const Dispatch& dispatch) = 0;
  // Opens one, unless one from `source` to `target` is open already; title and body of that one stay.
  virtual OpenedRequest open_or_find(const ChangeRequest& request) = 0;
  // What became of the run or job that a claim names. Only `running` and `queued` mean that it may still do
  // something.
  virtual RunState state_of_run(const std::string& address) = 0;
};

}  // namespace reeve::forge
