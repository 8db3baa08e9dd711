// The two forms in which services are spoken to. Pure: text to text; nothing here sends anything.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/api/conversation.h"
#include "base/http.h"
#include "base/sse.h"

namespace reeve {

// Trouble that a service tells in the middle of an answer that began well.
struct StreamError {
  int status = 0;  // the HTTP status that the same trouble has as an answer of its own
  std::string body;
};

// Puts one answer together from its events.
class AnswerReader {
 public:
  virtual ~AnswerReader() = default;
  // Events that it does not know, and data that is no JSON, are passed over.
  virtual void take(const SseEvent& event) = 0;
  // The whole answer of a service that does not stream. False: it is none.
  virtual bool take_whole(const JsonValue& body) = 0;
  // The end of the answer was among the events: a stream that ends without it was cut.
  virtual bool is_complete() const = 0;
  virtual std::optional<StreamError> error() const = 0;
  // As far as it is known. A call has no id where the service gave none.
  virtual Answer answer() const = 0;
};

class WireFormat {
 public:
  virtual ~WireFormat() = default;
  // Where requests go; `base_url` as in the configuration: empty for the maker's own, with or without a slash
  // at its end. Messages: with or without "/v1". Chat Completions: as its service gives it; a host alone gets
  // "/v1", as that is where most have it.
  virtual std::string url(const std::string& base_url) const = 0;
  // An empty key: none is sent.
  virtual std::vector<HttpHeader> headers(const std::string& key) const = 0;
  virtual std::string body(const ModelRequest& request) const = 0;
  virtual std::unique_ptr<AnswerReader> reader() const = 0;
  // After a refusal (HTTP 400) with these words: true if body() now leaves out, or says otherwise, what this
  // service does not know. False if there is nothing to be changed.
  virtual bool adapt(std::string_view words) = 0;
};

// The Messages interface of Anthropic.
std::unique_ptr<WireFormat> anthropic_format();

// Chat Completions, of OpenAI and of those who took it over (vLLM, Ollama, llama.cpp, OpenRouter).
// `is_openai`: it is OpenAI's own service, which wants the limit of an answer under another name.
std::unique_ptr<WireFormat> openai_format(bool is_openai);

// The text that models wrote where JSON was wanted, as the JSON object that is meant: without what stands
// around it, such as a code fence. Unchanged if there is none.
std::string json_object_in(const std::string& text);

// --- What both formats use

// `base_url`, or `own` if it is empty, without a slash at its end.
std::string root_of(const std::string& base_url, std::string_view own);
// The arguments as a service accepts them back: an object; "{}" for anything else.
JsonDocument arguments_object(const std::string& arguments);
// The schema without "$schema": services take their own draft, and refuse a schema that names another.
JsonDocument plain_schema(const std::string& schema);

}  // namespace reeve
