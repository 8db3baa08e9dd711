#include "report/page_task.h"

#include <algorithm>

#include "report/page_text.h"

namespace reeve::page {

namespace {

std::string commit_digits(const std::string& commit) {
  return commit.substr(0, 12);
}

std::int64_t tenths(Milliseconds duration) {
  return duration.count() / 100;
}

class TaskWriter {
 public:
  TaskWriter(const TaskHistory& task, TaskContext& context, Texts texts)
      : task_(task), context_(context), texts_(texts) {}

  std::string text() {
    const TaskSpec& spec = task_.state.spec;
    object_.add("id", spec.id).add("title", beginning_of(spec.title, longest_line));
    if (spec.kind != TaskKind::work) object_.add("kind", name_of(spec.kind));
    object_.add("phase", name_of(task_.state.phase));
    add_log();
    add_relatives();
    add_small_things();
    add_spec_texts();
    std::vector<JsonObject> attempts;
    for (const Attempt& attempt : task_.state.attempts) attempts.push_back(attempt_json(attempt));
    add_list(object_, "attempts", attempts);
    if (is_cut_) object_.add("cut", true);
    return object_.text();
  }

 private:
  // Adds a long text, or remembers that there was one.
  void add_long(JsonObject& object, std::string_view name, const std::string& text) {
    if (text.empty()) return;
    if (texts_ == Texts::in_full) {
      object.add(name, beginning_of(text, longest_text));
    } else {
      is_cut_ = true;
    }
  }
  void add_long(JsonObject& object, std::string_view name, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    if (texts_ == Texts::in_full) {
      object.add(name, lines_of(lines, longest_log));
    } else {
      is_cut_ = true;
    }
  }
  static void add_line(JsonObject& object, std::string_view name, const std::string& text) {
    object.add_if(name, beginning_of(text, longest_line));
  }
  template <typename Number>
  static void add_number(JsonObject& object, std::string_view name, Number value) {
    if (value != 0) object.add(name, value);
  }

  void add_log() {
    std::string letters;
    std::vector<std::int64_t> times;
    std::vector<JsonObject> said;
    std::int64_t before = 0;
    for (const Event& event : task_.log.events) {
      const char letter = letter_of(event.type);
      if (letter == 0) continue;
      const std::int64_t at = tenths(event.at - context_.opened);
      times.push_back(at - before);
      before = at;
      if (JsonObject words; has_words_of_its_own(event))
        said.push_back(said_json(event, static_cast<std::int64_t>(letters.size())));
      letters += letter;
    }
    object_.add("log", letters);
    add_list(object_, "at", times);
    add_list(object_, "said", said);
  }

  // What an attempt's own end says stands with the attempt; nobody wants to read who reconciled.
  static bool has_words_of_its_own(const Event& event) {
    switch (event.type) {
      case EventType::planned:
      case EventType::answered:
      case EventType::held:
      case EventType::released:
      case EventType::cancelled:
      case EventType::reverted:
        return true;
      case EventType::retried:
        return !event.reason.empty();
      default:
        return false;
    }
  }

  static JsonObject said_json(const Event& event, std::int64_t place) {
    JsonObject said;
    said.add("n", place);
    add_line(said, "by", event.by);
    add_line(said, "reason", event.reason);
    return said;
  }

  void add_relatives() {
    const TaskSpec& spec = task_.state.spec;
    const auto parent = context_.places.find(spec.parent);
    if (parent != context_.places.end()) object_.add("parent", parent->second);
    std::vector<std::int64_t> after;
    std::vector<std::string> gone;
    for (const std::string& id : spec.after) {
      const auto place = context_.places.find(id);
      if (place != context_.places.end()) {
        after.push_back(place->second);
      } else {
        gone.push_back(id);
      }
    }
    add_list(object_, "after", after);
    object_.add_if("gone", gone);
    object_.add_if("replaced_by", lines_of(task_.state.replaced_by));
  }

  void add_small_things() {
    const TaskSpec& spec = task_.state.spec;
    if (task_.landed) object_.add("commit", commit_digits(task_.landed->hex()));
    add_line(object_, "reason", task_.state.reason);
    if (task_.state.is_given_up) object_.add("given_up", true);
    object_.add_if("scope", lines_of(spec.scope));
    add_line(object_, "path", spec.path);
    add_line(object_, "agent", spec.agent);
    if (spec.difficulty != Difficulty::normal) object_.add("difficulty", name_of(spec.difficulty));
    add_number(object_, "priority", spec.priority);
    add_number(object_, "minutes", spec.minutes);
    add_number(object_, "cycle", spec.cycle);
    object_.add_if("splits", lines_of(spec.splits));
    add_line(object_, "pushed_as", spec.pushed_as);
  }

  void add_spec_texts() {
    const TaskSpec& spec = task_.state.spec;
    add_long(object_, "body", spec.body);
    add_long(object_, "accept", spec.accept);
    add_long(object_, "checks", spec.checks);
  }

  JsonObject attempt_json(const Attempt& attempt) {
    JsonObject object;
    add_line(object, "agent", attempt.agent);
    add_line(object, "by", attempt.by);
    add_line(object, "model", attempt.trace.model);
    add_line(object, "version", attempt.trace.version);
    object.add_if("prompt", attempt.trace.prompt.substr(0, 10));
    if (attempt.outcome) object.add("outcome", name_of(*attempt.outcome));
    add_line(object, "reason", attempt.reason);
    add_long(object, "answer", attempt.answer);
    object.add_if("commit", commit_digits(attempt.commit));
    if (attempt.change) {
      add_number(object, "files", attempt.change->files);
      add_number(object, "lines", attempt.change->lines);
    }
    add_usage(object, attempt.usage);
    object.add_if("paths", lines_of(attempt.paths));
    add_receipts(object, attempt.receipts);
    add_handoff(object, attempt.handoff);
    std::vector<JsonObject> reviews;
    for (const Review& review : attempt.reviews) reviews.push_back(review_json(review));
    add_list(object, "reviews", reviews);
    return object;
  }

  static void add_usage(JsonObject& object, const Usage& usage) {
    if (usage.cost) object.add("cost", rounded(*usage.cost, 5));
    if (usage.seconds) object.add("seconds", rounded(*usage.seconds, 1));
    object.add_if("input", usage.input).add_if("cache_read", usage.cache_read);
    object.add_if("cache_write", usage.cache_write).add_if("output", usage.output);
    object.add_if("turns", usage.turns);
  }

  void add_receipts(JsonObject& object, const std::vector<Receipt>& receipts) {
    std::vector<std::int64_t> places;
    std::vector<JsonObject> logs;
    for (const Receipt& receipt : receipts) {
      places.push_back(context_.receipts.place_of(receipt));
      if (receipt.log.empty()) continue;
      is_cut_ = is_cut_ || texts_ == Texts::left_out;
      JsonObject log;
      log.add("receipt", places.back()).add("log", end_of(receipt.log, longest_log));
      if (texts_ == Texts::in_full) logs.push_back(std::move(log));
    }
    add_list(object, "receipts", places);
    add_list(object, "logs", logs);
  }

  void add_handoff(JsonObject& object, const Handoff& handoff) {
    if (handoff.empty()) return;
    JsonObject told;
    add_long(told, "summary", handoff.summary);
    add_long(told, "not_done", handoff.not_done);
    add_long(told, "concerns", handoff.concerns);
    add_long(told, "deviations", handoff.deviations);
    add_long(told, "findings", handoff.findings);
    add_long(told, "suggestions", handoff.suggestions);
    if (texts_ == Texts::in_full) object.add("handoff", told);
  }

  JsonObject review_json(const Review& review) {
    JsonObject object;
    add_line(object, "lens", review.lens);
    add_line(object, "agent", review.agent);
    add_line(object, "verdict", review.verdict);
    add_line(object, "reason", review.reason);
    add_long(object, "reasons", review.reasons);
    add_usage(object, review.usage);
    return object;
  }

  const TaskHistory& task_;
  TaskContext& context_;
  Texts texts_;
  JsonObject object_;
  bool is_cut_ = false;
};

}  // namespace

char letter_of(EventType type) {
  switch (type) {
    case EventType::planned:
      return 'p';
    case EventType::dispatched:
      return 'd';
    case EventType::claimed:
      return 'c';
    case EventType::progressed:
      return 'w';
    case EventType::asked:
      return 'q';
    case EventType::answered:
      return 'a';
    case EventType::submitted:
      return 's';
    case EventType::failed:
      return 'f';
    case EventType::rejected:
      return 'j';
    case EventType::landed:
      return 'l';
    case EventType::retried:
      return 'r';
    case EventType::held:
      return 'h';
    case EventType::released:
      return 'e';
    case EventType::cancelled:
      return 'x';
    case EventType::reverted:
      return 'v';
    case EventType::reviewed:
      return 'i';
    default:
      return 0;
  }
}

std::int64_t ReceiptList::place_of(const Receipt& receipt) {
  JsonObject object;
  object.add("command", beginning_of(receipt.command, longest_line)).add("result", name_of(receipt.result));
  if (receipt.where == CheckPlace::worker) object.add("where", "worker");
  object.add("seconds", rounded(receipt.seconds, 1));
  if (receipt.exit > 0) object.add("exit", receipt.exit);
  object.add_if("tree", commit_digits(receipt.tree));
  if (receipt.runs > 1) object.add("runs", receipt.runs);
  if (receipt.warm) object.add("warm", true);
  const auto [place, is_new] = places_.try_emplace(object.text(), static_cast<std::int64_t>(json_.size()));
  if (is_new) json_.push_back(std::move(object));
  return place->second;
}

std::string task_text(const TaskHistory& task, TaskContext& context, Texts texts) {
  return TaskWriter(task, context, texts).text();
}

}  // namespace reeve::page
