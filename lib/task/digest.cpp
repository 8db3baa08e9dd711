#include "task/digest.h"

namespace reeve {

namespace {

template <typename Value, typename Write>
void write_if(BinaryWriter& out, const std::optional<Value>& value, Write write) {
  out.flag(value.has_value());
  if (value) write(*value);
}

template <typename Value, typename Read>
std::optional<Value> read_if(BinaryReader& in, Read read) {
  if (!in.flag()) return std::nullopt;
  return static_cast<Value>(read());
}

void write_texts(BinaryWriter& out, const std::vector<std::string>& texts) {
  out.number(texts.size());
  for (const std::string& text : texts) out.text(text);
}

std::vector<std::string> read_texts(BinaryReader& in) {
  std::vector<std::string> texts(in.count());
  for (std::string& text : texts) text = in.text();
  return texts;
}

void write_time(BinaryWriter& out, const std::optional<TimePoint>& time) {
  write_if(out, time, [&](TimePoint value) { out.time(value); });
}

std::optional<TimePoint> read_time(BinaryReader& in) {
  return read_if<TimePoint>(in, [&] { return in.time(); });
}

template <typename Enum>
void write_enum(BinaryWriter& out, Enum value) {
  out.number(static_cast<std::uint64_t>(value));
}

// The file is of this format and undamaged, so that the number is one of the enum's.
template <typename Enum>
Enum read_enum(BinaryReader& in) {
  return static_cast<Enum>(in.number());
}

int read_int(BinaryReader& in) {
  return static_cast<int>(in.signed_number());
}

// --- The spec

void write_spec(BinaryWriter& out, const TaskSpec& spec) {
  out.text(spec.id);
  out.text(spec.goal);
  write_enum(out, spec.kind);
  out.text(spec.title);
  write_texts(out, spec.scope);
  write_texts(out, spec.after);
  out.text(spec.parent);
  out.text(spec.agent);
  write_enum(out, spec.difficulty);
  out.signed_number(spec.priority);
  write_texts(out, spec.splits);
  out.text(spec.pushed_as);
}

TaskSpec read_spec(BinaryReader& in) {
  TaskSpec spec;
  spec.id = in.text();
  spec.goal = in.text();
  spec.kind = read_enum<TaskKind>(in);
  spec.title = in.text();
  spec.scope = read_texts(in);
  spec.after = read_texts(in);
  spec.parent = in.text();
  spec.agent = in.text();
  spec.difficulty = read_enum<Difficulty>(in);
  spec.priority = read_int(in);
  spec.splits = read_texts(in);
  spec.pushed_as = in.text();
  return spec;
}

// --- Attempts

void write_amount(BinaryWriter& out, const Amount& amount) {
  out.real(amount.seconds);
  out.signed_number(amount.tokens);
  out.real(amount.cost);
}

Amount read_amount(BinaryReader& in) {
  Amount amount;
  amount.seconds = in.real();
  amount.tokens = in.signed_number();
  amount.cost = in.real();
  return amount;
}

void write_attempt(BinaryWriter& out, const Attempt& attempt) {
  out.signed_number(attempt.number);
  out.text(attempt.agent);
  out.text(attempt.trace.model);
  out.signed_number(attempt.rung);
  out.text(attempt.by);
  out.time(attempt.started);
  write_time(out, attempt.ended);
  write_if(out, attempt.outcome, [&](Outcome outcome) { write_enum(out, outcome); });
  out.text(attempt.reason);
  write_texts(out, attempt.paths);
  write_usage(out, attempt.usage);
  write_if(out, attempt.reserved, [&](const Amount& amount) { write_amount(out, amount); });
  write_time(out, attempt.until);
  out.number(attempt.reviews.size());
  for (const Review& review : attempt.reviews) {
    out.text(review.trace.model);
    write_usage(out, review.usage);
  }
}

Attempt read_attempt(BinaryReader& in) {
  Attempt attempt;
  attempt.number = read_int(in);
  attempt.agent = in.text();
  attempt.trace.model = in.text();
  attempt.rung = read_int(in);
  attempt.by = in.text();
  attempt.started = in.time();
  attempt.ended = read_time(in);
  attempt.outcome = read_if<Outcome>(in, [&] { return read_enum<Outcome>(in); });
  attempt.reason = in.text();
  attempt.paths = read_texts(in);
  attempt.usage = read_usage(in);
  attempt.reserved = read_if<Amount>(in, [&] { return read_amount(in); });
  attempt.until = read_time(in);
  attempt.reviews.resize(in.count());
  for (Review& review : attempt.reviews) {
    review.trace.model = in.text();
    review.usage = read_usage(in);
  }
  return attempt;
}

Attempt digest_of(const Attempt& attempt, bool with_reason) {
  Attempt digest;
  digest.number = attempt.number;
  digest.agent = attempt.agent;
  digest.trace.model = attempt.trace.model;
  digest.rung = attempt.rung;
  digest.by = attempt.by;
  digest.started = attempt.started;
  digest.ended = attempt.ended;
  digest.outcome = attempt.outcome;
  if (with_reason) digest.reason = attempt.reason;
  digest.paths = attempt.paths;
  digest.usage = attempt.usage;
  digest.reserved = attempt.reserved;
  digest.until = attempt.until;
  for (const Review& review : attempt.reviews) {
    digest.reviews.emplace_back().usage = review.usage;
    digest.reviews.back().trace.model = review.trace.model;
  }
  return digest;
}

}  // namespace

TaskState digest_of(TaskState state) {
  TaskSpec& spec = state.spec;
  for (std::string* text :
       {&spec.body, &spec.path, &spec.continues, &state.base, &state.work, &state.submitted, &state.landed})
    text->clear();
  for (auto* texts : {&spec.accept, &spec.checks, &spec.about, &state.passed_over}) texts->clear();
  spec.minutes = spec.cycle = 0;
  const bool is_held = state.phase == Phase::held;
  if (!is_held) state.reason.clear();
  state.claim.reset();
  for (Attempt& attempt : state.attempts)
    attempt = digest_of(attempt, is_held && &attempt == &state.attempts.back());
  return state;
}

void write_usage(BinaryWriter& out, const Usage& usage) {
  for (const auto& number : {usage.seconds, usage.cost})
    write_if(out, number, [&](double value) { out.real(value); });
  for (const auto& number : {usage.input, usage.cache_read, usage.cache_write, usage.output, usage.turns})
    write_if(out, number, [&](std::int64_t value) { out.signed_number(value); });
}

Usage read_usage(BinaryReader& in) {
  Usage usage;
  for (auto* number : {&usage.seconds, &usage.cost}) *number = read_if<double>(in, [&] { return in.real(); });
  for (auto* number : {&usage.input, &usage.cache_read, &usage.cache_write, &usage.output, &usage.turns})
    *number = read_if<std::int64_t>(in, [&] { return in.signed_number(); });
  return usage;
}

void write_digest(BinaryWriter& out, const TaskState& digest) {
  write_spec(out, digest.spec);
  write_enum(out, digest.phase);
  out.time(digest.planned_at);
  out.time(digest.phase_since);
  out.time(digest.last_event_at);
  out.number(digest.attempts.size());
  for (const Attempt& attempt : digest.attempts) write_attempt(out, attempt);
  out.signed_number(digest.rung);
  out.number(digest.counted_from);
  write_time(out, digest.not_before);
  out.flag(digest.resume_work);
  out.text(digest.reason);
  out.flag(digest.is_given_up);
  write_texts(out, digest.replaced_by);
  out.flag(digest.is_dropped);
}

TaskState read_digest(BinaryReader& in) {
  TaskState state;
  state.spec = read_spec(in);
  state.phase = read_enum<Phase>(in);
  state.planned_at = in.time();
  state.phase_since = in.time();
  state.last_event_at = in.time();
  state.attempts.resize(in.count());
  for (Attempt& attempt : state.attempts) attempt = read_attempt(in);
  state.rung = read_int(in);
  state.counted_from = in.number();
  state.not_before = read_time(in);
  state.resume_work = in.flag();
  state.reason = in.text();
  state.is_given_up = in.flag();
  state.replaced_by = read_texts(in);
  state.is_dropped = in.flag();
  return state;
}

}  // namespace reeve
