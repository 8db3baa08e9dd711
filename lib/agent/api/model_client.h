// Calling a model until it answers, or until it is clear that it will not.
#pragma once

#include <memory>
#include <variant>

#include "agent/api/api_trouble.h"
#include "agent/api/round_time.h"
#include "agent/api/wire_format.h"
#include "agent/round.h"

namespace reeve {

// Why there is no answer, as the end of a round.
struct NoAnswer {
  Outcome outcome = Outcome::crashed;
  std::string reason;
  std::optional<TimePoint> until;
};

struct Reply {
  std::variant<Answer, NoAnswer> result;
  Usage wasted;           // of answers that were cut, as far as the service told: they are paid as well
  unsigned failures = 0;  // calls that gave no answer
};

class ModelClient {
 public:
  // Takes the key from the environment: throws as key_of(). `round` and `time` must outlive it.
  ModelClient(const Round& round, RoundTime& time);
  ~ModelClient();
  ModelClient(const ModelClient&) = delete;
  ModelClient& operator=(const ModelClient&) = delete;

  // Trouble that may pass is tried again, at most five times, after the time that the service asks for or
  // with exponential backoff. Who is to wait for more than a minute, or longer than the round may last, is
  // told until when instead: a worker can do something else meanwhile. Calls on_tick throughout. Throws
  // Error(configuration) for an address or a key that cannot be sent, and what on_tick throws.
  Reply ask(const ModelRequest& request);

  const std::string& key() const { return key_; }
  std::string url() const;

 private:
  struct Call;
  std::variant<Answer, ApiTrouble> call(const ModelRequest& request, Usage& wasted);
  HttpRequest http_request(const ModelRequest& request, Call& call);
  HttpResponse send(const HttpRequest& request, Call& call);
  std::variant<Answer, ApiTrouble> result_of(const HttpResponse& response, Call& call, Usage& wasted);
  std::optional<Milliseconds> wait_after(const ApiTrouble& trouble, unsigned failures) const;
  NoAnswer ended(const ApiTrouble& trouble) const;
  NoAnswer stopped() const;

  const Round& round_;
  RoundTime& time_;
  std::string key_;
  std::unique_ptr<WireFormat> format_;
  std::unique_ptr<HttpClient> own_http_;  // where the request brings none
  HttpClient& http_;
};

}  // namespace reeve
