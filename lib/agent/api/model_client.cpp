#include "agent/api/model_client.h"

#include <algorithm>
#include <exception>

#include "agent/api/api_key.h"
#include "base/error.h"
#include "base/http_curl.h"
#include "base/random.h"
#include "base/text.h"

namespace reeve {

namespace {

constexpr unsigned most_calls = 6;

// Half a minute in the mean for all of them: short troubles pass, and the others end the round early enough
// that its worker can do something else.
constexpr Milliseconds first_backoff{2'000};
constexpr Milliseconds longest_wait{60'000};

// Not all clocks agree with the service's.
constexpr Milliseconds clock_tolerance{250};

// libcurl counts milliseconds in a long, and a round without a limit is not meant to last longer.
constexpr Milliseconds longest_call = std::chrono::hours(24);

std::unique_ptr<WireFormat> format_of(const AgentConfig& agent) {
  if (agent.preset == "anthropic") return anthropic_format();
  return openai_format(agent.base_url.empty() || agent.base_url.starts_with("https://api.openai.com"));
}

bool begins_as_json(const std::string& text) {
  return trim(text).starts_with('{');
}

}  // namespace

// One call: its answer piece by piece, as events or, from a service that does not stream, as one object.
struct ModelClient::Call {
  explicit Call(std::unique_ptr<AnswerReader> answer_reader)
      : reader(std::move(answer_reader)), events([this](const SseEvent& event) { reader->take(event); }) {}

  void take(std::string_view piece) {
    if (is_stream) {
      events.take(piece);
      return;
    }
    begin += piece;
    if (trim(begin).empty() || begins_as_json(begin)) return;
    is_stream = true;
    events.take(begin);
  }

  // After the last piece.
  void finish() const {
    if (is_stream) return;
    if (const auto body = try_parse_json(begin)) reader->take_whole(*body);
  }

  std::unique_ptr<AnswerReader> reader;
  SseReader events;
  std::string begin;
  bool is_stream = false;
  std::exception_ptr thrown_by_tick;
};

ModelClient::ModelClient(const Round& round, RoundTime& time)
    : round_(round),
      time_(time),
      key_(key_of(round.request.agent)),
      format_(format_of(round.request.agent)),
      own_http_(round.request.http == nullptr ? std::make_unique<CurlClient>() : nullptr),
      http_(own_http_ ? *own_http_ : *round.request.http) {}

ModelClient::~ModelClient() = default;

std::string ModelClient::url() const {
  return format_->url(round_.request.agent.base_url);
}

Reply ModelClient::ask(const ModelRequest& request) {
  Reply reply;
  for (;;) {
    const auto result = call(request, reply.wasted);
    if (const auto* answer = std::get_if<Answer>(&result)) {
      reply.result = *answer;
      return reply;
    }
    const auto& trouble = std::get<ApiTrouble>(result);
    if (round_.request.stop.stop_requested()) {
      reply.result = stopped();
      return reply;
    }
    // A service that knows less than others is asked again at once, in simpler words.
    if (trouble.outcome == Outcome::crashed && format_->adapt(trouble.reason)) continue;
    const auto wait = wait_after(trouble, reply.failures++);
    if (!wait) {
      reply.result = ended(trouble);
      return reply;
    }
    if (!time_.wait(*wait)) {
      reply.result = stopped();
      return reply;
    }
  }
}

std::variant<Answer, ApiTrouble> ModelClient::call(const ModelRequest& request, Usage& wasted) {
  Call call(format_->reader());
  try {
    return result_of(send(http_request(request, call), call), call, wasted);
  } catch (const Error& error) {
    if (call.thrown_by_tick) std::rethrow_exception(call.thrown_by_tick);
    if (error.kind() == ErrorKind::invalid) {
      throw Error(ErrorKind::configuration, "agent '" + round_.request.agent.name + "': " + error.what(),
                  error.hint());
    }
    // What was cut behind its end is whole.
    if (call.reader->is_complete()) return call.reader->answer();
    wasted = wasted + call.reader->answer().usage;
    return trouble_without_answer(error.what());
  }
}

HttpRequest ModelClient::http_request(const ModelRequest& request, Call& call) {
  const AgentRequest& agent_request = round_.request;
  HttpRequest http;
  http.method = HttpMethod::post;
  http.url = url();
  http.headers = format_->headers(key_);
  http.body = format_->body(request);
  http.limit = std::clamp(time_.left().value_or(longest_call), Milliseconds(1), longest_call);
  http.idle_limit = agent_request.agent.idle.value_or(agent_request.limits.idle);
  http.on_body = [&call](std::string_view piece) { call.take(piece); };
  http.stop = agent_request.stop;
  if (agent_request.on_tick) {
    http.on_tick = [&call, &agent_request] {
      try {
        agent_request.on_tick();
      } catch (...) {
        call.thrown_by_tick = std::current_exception();
        throw;
      }
    };
  }
  return http;
}

HttpResponse ModelClient::send(const HttpRequest& request, Call& call) {
  HttpResponse response = http_.send(request);
  call.finish();
  return response;
}

std::variant<Answer, ApiTrouble> ModelClient::result_of(const HttpResponse& response, Call& call,
                                                        Usage& wasted) {
  if (response.status / 100 != 2) {
    return trouble_from(response.status, response.headers, response.body, time_.now());
  }
  if (const auto error = call.reader->error()) {
    wasted = wasted + call.reader->answer().usage;
    return trouble_from(error->status, {}, error->body, time_.now());
  }
  if (call.reader->is_complete()) return call.reader->answer();
  wasted = wasted + call.reader->answer().usage;
  return trouble_without_answer("the answer of " + url_for_messages(url()) + " ended before its end");
}

// Absent: not again.
std::optional<Milliseconds> ModelClient::wait_after(const ApiTrouble& trouble, unsigned failures) const {
  if (trouble.kind == ApiTrouble::Kind::final || failures + 1 >= most_calls || time_.is_over()) return {};
  Milliseconds wait = backoff(failures, first_backoff, longest_wait);
  if (trouble.until) wait = std::max(*trouble.until - time_.now(), Milliseconds(0)) + clock_tolerance;
  const auto left = time_.left();
  const bool is_too_long = wait > longest_wait + clock_tolerance || (left && wait >= *left);
  return is_too_long ? std::nullopt : std::optional(wait);
}

NoAnswer ModelClient::ended(const ApiTrouble& trouble) const {
  const std::string reason = without_key(trouble.reason, key_);
  if (time_.is_over()) return {Outcome::limit_time, "the time of the attempt is over; " + reason, {}};
  if (trouble.outcome == Outcome::auth) {
    return {Outcome::auth,
            reason + " (model '" + round_.request.agent.model + "' at " + url_for_messages(url()) + ")",
            {}};
  }
  return {trouble.outcome, reason, trouble.until};
}

NoAnswer ModelClient::stopped() const {
  return {Outcome::killed, "the agent was stopped", {}};
}

}  // namespace reeve
