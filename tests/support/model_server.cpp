#include "support/model_server.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "base/http_curl.h"
#include "base/text.h"
#include "support/processes.h"

namespace reeve::test {

namespace {

std::vector<std::string> command_in(const std::filesystem::path& folder) {
  write_file(folder / "scenario", "{}");
  write_file(folder / "record", "");
  return {"/usr/bin/env",
          "python3",
          MODEL_SERVER,
          "--scenario",
          (folder / "scenario").string(),
          "--record",
          (folder / "record").string(),
          "--port-file",
          (folder / "port").string(),
          "--key",
          ModelServer::key};
}

}  // namespace

ModelServer::ModelServer() : server_(command_in(folder_.path()), inherited_environment()) {
  ::setenv("no_proxy", "127.0.0.1", 1);
  const auto file = folder_.path() / "port";
  if (!eventually([&] { return std::filesystem::exists(file) || !server_.running(); }) ||
      !server_.running()) {
    throw std::runtime_error("the model server does not start");
  }
  url_ = "http://127.0.0.1:" + std::string(trim(read_file(file)));
}

void ModelServer::will_do(const std::string& steps) {
  HttpRequest request;
  request.method = HttpMethod::post;
  request.url = url_ + "/scenario";
  request.body = "{\"steps\": [" + steps + "]}";
  if (CurlClient().send(request).status != 200) throw std::runtime_error("no scenario: " + request.body);
}

std::vector<JsonDocument> ModelServer::requests() const {
  std::vector<JsonDocument> requests;
  for (const std::string& line : split_lines(record())) requests.push_back(parse_json(line, "the record"));
  return requests;
}

std::size_t ModelServer::count() const {
  return split_lines(record()).size();
}

std::string ModelServer::record() const {
  return read_file(folder_.path() / "record");
}

}  // namespace reeve::test
