// An HTTP client for tests: gives the answers it was told, in order, and keeps what was asked.
#pragma once

#include <deque>
#include <stdexcept>

#include "base/http.h"

namespace reeve {

class FakeHttp : public HttpClient {
 public:
  std::deque<HttpResponse> answers;
  std::vector<HttpRequest> requests;

  HttpResponse send(const HttpRequest& request) override {
    requests.push_back(request);
    if (answers.empty()) throw std::logic_error("no answer is left for " + request.url);
    HttpResponse answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }
};

}  // namespace reeve
