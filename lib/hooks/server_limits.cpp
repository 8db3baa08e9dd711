#include "hooks/server_limits.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"
#include "base/text.h"

namespace reeve::hooks {

namespace {

constexpr std::size_t most_named = 5;

template <typename Number>
Number configured(const git::Repository& repository, const std::string& key, Number otherwise) {
  const auto text = repository.config(key);
  if (!text) return otherwise;
  Number value{};
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error == std::errc() && end == text->data() + text->size() && value > 0) return value;
  throw Error(ErrorKind::configuration, key + " is '" + printable(*text) + "', which is no number above 0",
              "in the server's repository: git config " + key + " NUMBER, or git config --unset " + key);
}

Objection too_much(const std::string& what, const std::string& key) {
  return {Rule::limit, what, "push less at once, or raise " + key + " in the server's git configuration"};
}

}  // namespace

ServerLimits server_limits(const git::Repository& repository) {
  ServerLimits limits;
  limits.refs = configured(repository, "reeve.maxrefs", limits.refs);
  limits.objects = configured(repository, "reeve.maxobjects", limits.objects);
  limits.object_bytes = configured(repository, "reeve.maxobjectbytes", limits.object_bytes);
  const auto seconds = configured<std::int64_t>(repository, "reeve.maxseconds", limits.time.count() / 1000);
  limits.time = std::chrono::seconds{seconds};
  return limits;
}

std::vector<Breach> breaches_of_size(const std::vector<git::StoredObject>& objects, std::size_t ref_count,
                                     const ServerLimits& limits) {
  std::vector<Breach> breaches;
  if (ref_count > limits.refs)
    breaches.push_back(
        {"", too_much(fmt::format("{} refs, and at most {} are taken at once", ref_count, limits.refs),
                      "reeve.maxRefs")});
  if (objects.size() > limits.objects)
    breaches.push_back(
        {"", too_much(fmt::format("more than {} objects", limits.objects), "reeve.maxObjects")});
  for (const git::StoredObject& object : objects) {
    if (object.size <= limits.object_bytes || breaches.size() > most_named) continue;
    breaches.push_back({"", too_much(fmt::format("object {} has {} bytes, and at most {} are taken",
                                                 object.id.hex(), object.size, limits.object_bytes),
                                     "reeve.maxObjectBytes")});
  }
  return breaches;
}

}  // namespace reeve::hooks
