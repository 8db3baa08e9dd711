#include "tools/watch/pages.h"

#include <fstream>

#include "base/error.h"
#include "base/text.h"
#include "report/explain.h"
#include "report/task_text.h"
#include "report/words.h"
#include "task/ref_names.h"
#include "tools/fleet_reading.h"
#include "tools/task_lookup.h"

namespace reeve::cli {

namespace {

// Of a log that grows by megabytes the end is what one wants to see, and a slow terminal can show.
constexpr std::streamoff longest_tail = std::streamoff{256} * 1024;

std::vector<std::string> harmless_lines(const std::string& text) {
  return split_lines(replace_all(printable(replace_all(text, "\r\n", "\n")), "\t", "    "));
}

std::string tail_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return "";
  const std::streamoff size = file.tellg();
  const std::streamoff start = std::max<std::streamoff>(size - longest_tail, 0);
  file.seekg(start);
  std::string text(static_cast<std::size_t>(size - start), '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (start > 0) text.erase(0, text.find('\n') + 1);  // a line that was cut
  return text;
}

std::vector<std::string> shown_task(Session& session, const TaskRecord& task) {
  std::vector<std::string> kept;
  for (const git::Ref& ref : session.hub.list(std::string(refs::failed_prefix) + task.id() + "/"))
    kept.push_back(ref.name);
  auto lines = harmless_lines(task_text(task, refs_of(task, kept), session.clock.now()));
  for (const std::string& log : logs_of_last_attempt(session, task))
    lines.push_back("log: " + printable(log));
  for (const std::string& log : check_logs_of(task)) lines.push_back("log of a check: " + printable(log));
  return lines;
}

Page page_of_log(Session& session, const TaskRecord& task, Page page) {
  const auto logs = logs_of_last_attempt(session, task);
  if (!logs.empty()) {
    page.heading = logs.back();
    page.lines = harmless_lines(tail_of(logs.back()));
    if (page.lines.empty()) page.lines.emplace_back("(nothing is printed yet)");
    return page;
  }
  page.heading = task.id() + ": its events; what an agent of it printed is not on this machine";
  for (const Event& event : decode_task_log(task.text).events)
    page.lines.push_back(event_line(event, task.state.spec.kind));
  return page;
}

Page read_page(Session& session, Page page) {
  const TaskRecord task = find_task(session, page.task);
  const std::string what = task.id() + " (" + std::string(name_of(task.state.phase)) + ")";
  switch (page.kind) {
    case PageKind::task:
      page.heading = what + ": " + first_line(task.state.spec.title);
      page.lines = shown_task(session, task);
      break;
    case PageKind::log:
      return page_of_log(session, task, std::move(page));
    case PageKind::why:
      page.heading = what + ": why it is there";
      for (const std::string& sentence : explain(explain_facts(session, task)))
        page.lines.push_back(first_line(sentence));
      break;
  }
  return page;
}

// Its newest work, with its objects: a remote hub has them where its branch is.
std::string work_of(Session& session, const TaskRecord& task) {
  const std::string work = task.state.submitted.empty() ? task.state.work : task.state.submitted;
  const auto id = git::Oid::parse(work);
  if (id && !session.hub.objects().exists(*id)) {
    if (const auto branch = branch_of(task.state.phase, task.id())) session.hub.read(*branch);
  }
  return id && session.hub.objects().exists(*id) ? work : "";
}

std::string base_of(Session& session, const TaskRecord& task) {
  const auto goal = session.goals.find(task.state.spec.goal);
  return goal && goal->target && session.hub.objects().exists(*goal->target) ? goal->target->hex()
                                                                             : task.state.base;
}

DiffNews read_diff(Session& session, const std::string& id) {
  const TaskRecord task = find_task(session, id);
  DiffNews news{id, {}, ""};
  if (const std::string& landed = task.state.landed; git::Oid::parse(landed)) {
    news.arguments = {"show", landed};
  } else if (const std::string work = work_of(session, task); !work.empty()) {
    // With three dots: what the target got meanwhile is not the task's doing.
    news.arguments = {"diff", "--stat", "--patch", base_of(session, task) + "..." + work};
  } else {
    news.problem = id + " has no work to look at" + (task.state.work.empty() ? " yet" : " here");
  }
  return news;
}

}  // namespace

Page page_of(Session& session, PageKind kind, const std::string& task) {
  Page page;
  page.kind = kind;
  page.task = task;
  try {
    return read_page(session, page);
  } catch (const Error& error) {
    page.heading = task;
    page.lines = harmless_lines(error.what());
  }
  return page;
}

DiffNews diff_of(Session& session, const std::string& task) {
  try {
    return read_diff(session, task);
  } catch (const Error& error) {
    return {task, {}, error.what()};
  }
}

}  // namespace reeve::cli
