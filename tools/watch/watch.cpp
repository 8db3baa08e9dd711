#include "tools/watch/watch.h"

#include <unistd.h>

#include <cstdlib>

#include "base/error.h"
#include "base/text.h"
#include "tools/output.h"
#include "tools/screen/foreground.h"
#include "tools/screen/live_terminal.h"
#include "tools/watch/reader.h"
#include "tools/watch/view.h"

namespace reeve::cli {

namespace {

constexpr Milliseconds local_interval{2'000};
// A look is some requests, and a forge counts them.
constexpr Milliseconds remote_interval{15'000};
constexpr Milliseconds patience_at_end{500};
constexpr Milliseconds until_something_happens{3'600'000};
// A pager that returns sooner has shown nothing that anybody could read.
constexpr Milliseconds shortest_look{300};

Milliseconds interval_of(const WatchRequest& request, const Session& session) {
  if (request.interval) return *request.interval;
  return session.hub.refs_are_here() ? local_interval : remote_interval;
}

// For the looks in the background: git runs without a terminal that it could ask on, but a dialog for a
// password every 15 seconds would be no better. What can be reached with an agent or a helper still is; of
// anything else the screen says why not. GIT_ASKPASS stays: many editors answer it without asking.
void let_nobody_be_asked() {
  setenv("SSH_ASKPASS_REQUIRE", "never", 1);
  unsetenv("SSH_ASKPASS");
}

class Watch {
 public:
  Watch(Context& context, Session& session, HubReader& reader, FleetNews first)
      : context_(context), folder_(session.hub.objects().git_dir()), reader_(reader) {
    take(state_, std::move(first));
  }

  ExitCode run() {
    for (;;) {
      for (HubNews& news : reader_.take_news()) std::visit([&](auto& item) { note(item); }, news);
      const TimePoint now = state_.news ? state_.news->at : context_.clock.now();
      terminal_.show(view(state_, terminal_.size(), context_.out.colour(), now));
      const Happened happened = terminal_.wait(until_something_happens);
      if (happened.is_asked_to_end) return ExitCode::interrupted;
      for (const Key& key : happened.keys) {
        if (!follow(press(state_, key, terminal_.size()))) return ExitCode::done;
      }
    }
  }

 private:
  // False: the person wants to leave.
  bool follow(const Wish& wish) {
    if (!state_.open) reader_.close_page();
    if (wish.kind == Wish::Kind::look) reader_.look();
    if (wish.kind == Wish::Kind::open) reader_.open_page(wish.page, wish.task);
    if (wish.kind == Wish::Kind::diff) reader_.diff(wish.task);
    return wish.kind != Wish::Kind::quit;
  }

  void note(FleetNews& news) { take(state_, std::move(news)); }
  void note(Page& page) { take(state_, std::move(page), terminal_.size()); }
  void note(HubTrouble& trouble) { take_trouble(state_, trouble.words); }
  void note(DiffNews& diff) {
    state_.message = diff.problem;
    if (diff.problem.empty()) show(diff);
  }

  // LESS: git's own setting would end the pager at once where everything fits the screen.
  void show(const DiffNews& diff) {
    std::vector<std::string> words{"git", "--git-dir=" + folder_.string(), "--paginate"};
    words.insert(words.end(), diff.arguments.begin(), diff.arguments.end());
    const auto started = std::chrono::steady_clock::now();
    terminal_.lend([&] { run_in_foreground(words, folder_, {{"LESS", "R"}}); });
    if (std::chrono::steady_clock::now() - started < shortest_look)
      state_.message = "the pager ended at once: git " + join(diff.arguments, " ");
  }

  Context& context_;
  std::filesystem::path folder_;
  HubReader& reader_;
  WatchState state_;
  LiveTerminal terminal_;
};

}  // namespace

ExitCode watch_status(Context& context, const WatchRequest& request) {
  if (!context.out.is_terminal() || !can_be_live()) {
    throw Error(ErrorKind::usage, "--watch needs a terminal that can move its cursor",
                "print it once: git reeve status\nfor scripts: git reeve status --json");
  }
  Session session(context, Purpose::reading);
  FleetNews first = read_news(session, request.goal);
  let_nobody_be_asked();
  HubReader reader(session, request.goal, interval_of(request, session), LiveTerminal::wake);
  const ExitCode code = Watch(context, session, reader, std::move(first)).run();
  // The terminal is given back. Nobody waits for a hub that does not answer: what reads it ends with us.
  if (!reader.ends_within(patience_at_end)) _exit(static_cast<int>(code));
  return code;
}

}  // namespace reeve::cli
