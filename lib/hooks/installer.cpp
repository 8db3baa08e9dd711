#include "hooks/installer.h"

#include <unistd.h>

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "hooks/manifest.h"
#include "hooks/shim.h"

namespace reeve::hooks {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  return fs::exists(fs::symlink_status(path));
}

bool is_same_file(const fs::path& a, const fs::path& b) {
  std::error_code failure;
  return fs::equivalent(a, b, failure) && !failure;
}

std::string content_of(const fs::path& path) {
  return fs::is_regular_file(path) ? read_file(path) : "";
}

fs::path kept_beside(const fs::path& path) {
  fs::path kept = path;
  kept += ".before-reeve";
  return kept;
}

// --- Looking

HookState state_of(HookSide side, const HookReport& report, const WrittenHook* written) {
  if (!is_there(report.path)) return HookState::absent;
  const std::string content = content_of(report.path);
  const bool current = content == shim(side, report.name);
  if (current && ::access(report.path.c_str(), X_OK) == 0) return HookState::installed;
  if (current || (written != nullptr && content == written->content)) return HookState::outdated;
  // Also without a manifest: a shim that chains itself would never end.
  if (calls_reeve(content, report.name)) return HookState::edited;
  // A kill between the manifest and the shim leaves the old hook in place, with a second name.
  if (written == nullptr || is_same_file(report.path, report.chained)) return HookState::absent;
  return HookState::replaced;
}

HookReport look(const HookPlace& place, const std::string& name, const Manifest& manifest) {
  HookReport report{.name = name, .path = place.folder / name, .chained = {}};
  const auto found = std::ranges::find(manifest, report.path.string(), &WrittenHook::path);
  const WrittenHook* written = found == manifest.end() ? nullptr : &*found;
  if (written != nullptr) report.chained = written->chained;
  report.state = state_of(place.side, report, written);
  // What the shim runs, whether a manifest names it or a person has put it there since.
  if (report.state != HookState::absent && is_there(kept_beside(report.path)))
    report.chained = kept_beside(report.path);
  return report;
}

HookReport look_at_husky(const HookPlace& place, const std::string& name) {
  HookReport report{.name = name, .path = place.husky / name, .chained = {}};
  if (calls_reeve(content_of(report.path), name)) report.state = HookState::called_by_husky;
  return report;
}

// --- Changing

// lefthook writes its hooks anew whenever its configuration changes: the newer one is the one to keep.
bool supersedes(const fs::path& newer, const fs::path& older) {
  const std::string text = content_of(newer);
  const std::string before = content_of(older);
  const auto is_of_lefthook = [](const std::string& script) {
    return script.find("call_lefthook") != std::string::npos;
  };
  return text == before || (is_of_lefthook(text) && is_of_lefthook(before));
}

// Gives a hook a second name; it goes on running under the first until the shim takes its place.
void keep(const fs::path& path, const fs::path& kept) {
  if (is_same_file(path, kept)) return;
  if (is_there(kept)) {
    if (!supersedes(path, kept)) {
      throw Error(ErrorKind::io, "cannot keep " + path.string() + ": " + kept.string() + " is there already",
                  "make one hook of the two, or move one of them away; then install again");
    }
    fs::remove(kept);
  }
  fs::create_hard_link(path, kept);
}

void forget(Manifest& manifest, const fs::path& path) {
  std::erase_if(manifest, [&](const WrittenHook& hook) { return hook.path == path.string(); });
}

void write_shim(const fs::path& path, const std::string& text) {
  fs::path unfinished = path;
  unfinished += ".new-reeve";
  replace_file(unfinished, text);
  fs::permissions(unfinished, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                  fs::perm_options::add);
  fs::rename(unfinished, path);
}

// The manifest is written before the shim, so that a kill between them leaves nothing unknown.
void put(const HookPlace& place, HookReport& report, Manifest& manifest) {
  make_folders(place.folder);
  const fs::path kept = kept_beside(report.path);
  if (report.state != HookState::outdated && is_there(report.path)) keep(report.path, kept);
  report.chained = is_there(kept) ? kept : fs::path();
  forget(manifest, report.path);
  manifest.push_back({report.path.string(), shim(place.side, report.name), report.chained.string()});
  write_manifest(place.manifest, manifest);
  write_shim(report.path, shim(place.side, report.name));
  report.state = report.state == HookState::outdated ? HookState::updated : HookState::installed_now;
}

void take_away(HookReport& report) {
  const bool restores = !report.chained.empty() && is_there(report.chained);
  if (!restores) {
    report.chained.clear();
    fs::remove(report.path);
  } else if (is_same_file(report.path, report.chained)) {
    fs::remove(report.chained);  // a rename of one file to its other name does nothing
  } else {
    fs::rename(report.chained, report.path);
  }
  report.state = HookState::removed;
}

void remove_or_leave(HookReport& report, Manifest& manifest) {
  switch (report.state) {
    case HookState::edited:
      report.state = HookState::left_edited;
      return;
    case HookState::replaced:
      report.state = HookState::left_replaced;
      break;
    case HookState::absent:
      if (report.chained.empty()) break;
      [[fallthrough]];
    default:
      take_away(report);
  }
  forget(manifest, report.path);
}

// --- Refusing

// husky's scripts are committed, and not everybody who runs them has git-reeve.
std::string line_for_husky(const std::string& hook) {
  return "if command -v git-reeve >/dev/null; then git-reeve hook " + hook + " \"$@\"; fi";
}

[[noreturn]] void refuse_husky(const HookPlace& place) {
  std::string lines;
  for (const std::string& hook : hooks_of(HookSide::client))
    lines += "\n  " + (place.husky / hook).string() + ": " + line_for_husky(hook);
  throw Error(ErrorKind::configuration, "husky keeps the hooks in " + place.folder.string(),
              "let husky run them; make these scripts, or add the line to them:" + lines);
}

void check(const HookPlace& place, SharedFolder shared) {
  if (!place.husky.empty()) refuse_husky(place);
  if (place.reach == Reach::this_repository || shared == SharedFolder::change) return;
  throw Error(ErrorKind::configuration,
              "core.hooksPath names a folder outside of this repository: " + place.folder.string(),
              "its hooks run in every repository that uses it; change it all the same with --shared, or give "
              "this repository hooks of its own: git config core.hooksPath "
              "\"$(git rev-parse --path-format=absolute --git-common-dir)/hooks\"");
}

[[noreturn]] void cannot_write(const HookPlace& place, const fs::filesystem_error& error) {
  throw Error(ErrorKind::io, "cannot write hooks in " + place.folder.string() + ": " + error.code().message(),
              "see who owns the folder, or set core.hooksPath to another");
}

}  // namespace

std::vector<HookReport> status(const HookPlace& place) {
  const Manifest manifest = read_manifest(place.manifest);
  std::vector<HookReport> reports;
  for (const std::string& name : hooks_of(place.side)) {
    reports.push_back(place.husky.empty() ? look(place, name, manifest) : look_at_husky(place, name));
  }
  return reports;
}

std::vector<HookReport> install(const HookPlace& place, SharedFolder shared) try {
  check(place, shared);
  Manifest manifest = read_manifest(place.manifest);
  std::vector<HookReport> reports = status(place);
  for (HookReport& report : reports) {
    if (report.state == HookState::edited) {
      report.state = HookState::left_edited;
    } else if (report.state != HookState::installed) {
      put(place, report, manifest);
    }
  }
  return reports;
} catch (const fs::filesystem_error& error) {
  cannot_write(place, error);
}

std::vector<HookReport> uninstall(const HookPlace& place, SharedFolder shared) try {
  check(place, shared);
  Manifest manifest = read_manifest(place.manifest);
  std::vector<HookReport> reports = status(place);
  for (HookReport& report : reports) {
    remove_or_leave(report, manifest);
    if (is_there(place.manifest)) write_manifest(place.manifest, manifest);
  }
  return reports;
} catch (const fs::filesystem_error& error) {
  cannot_write(place, error);
}

}  // namespace reeve::hooks
