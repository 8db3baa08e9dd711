#include "hooks/manifest.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"

namespace reeve::hooks {

Manifest read_manifest(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return {};
  const auto document = try_parse_json(read_file(path));
  const JsonValue* hooks = document ? json_member(*document, "hooks") : nullptr;
  if (hooks == nullptr || !hooks->IsArray()) {
    throw Error(ErrorKind::damaged, path.string() + " is no list of hooks",
                "remove it, and the hooks that run git-reeve");
  }
  Manifest manifest;
  for (const JsonValue& hook : hooks->GetArray()) {
    manifest.push_back({.path = json_string(hook, "path").value_or(""),
                        .content = json_string(hook, "content").value_or(""),
                        .chained = json_string(hook, "chained").value_or("")});
  }
  return manifest;
}

void write_manifest(const std::filesystem::path& path, const Manifest& manifest) {
  if (manifest.empty()) {
    std::filesystem::remove(path);
    return;
  }
  std::vector<JsonObject> hooks;
  for (const WrittenHook& hook : manifest) {
    JsonObject object;
    object.add("path", hook.path).add("content", hook.content).add_if("chained", hook.chained);
    hooks.push_back(object);
  }
  make_folders(path.parent_path());
  replace_file(path, JsonObject().add("hooks", hooks).pretty_text());
}

}  // namespace reeve::hooks
