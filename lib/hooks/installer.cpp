#include "hooks/installer.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "hooks/manifest.h"

namespace reeve::hooks {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> client_hooks{"prepare-commit-msg"};
const std::vector<std::string> server_hooks{"post-receive"};

const std::vector<std::string>& hooks_of(HookSide side) {
  return side == HookSide::server ? server_hooks : client_hooks;
}

// Both hooks read the updates. Nothing can be refused any more, so the chained one's failure stops nothing.
std::string server_shim(const std::string& name) {
  return "#!/bin/sh\n"
         "# Written by 'git reeve hooks install'; 'git reeve hooks uninstall' takes it away.\n"
         "updates=$(cat)\n"
         "before=\"$(dirname \"$0\")/" +
         name +
         ".before-reeve\"\n"
         "if [ -x \"$before\" ]; then printf '%s\\n' \"$updates\" | \"$before\" \"$@\"; fi\n"
         "if ! command -v git-reeve >/dev/null; then\n"
         "  echo 'warning: git-reeve is not in PATH: its " +
         name +
         " hook does nothing' >&2\n"
         "  exit 0\n"
         "fi\n"
         "printf '%s\\n' \"$updates\" | git-reeve hook " +
         name + " -- \"$@\"\n";
}

// Finds the chained hook beside itself: the folder may be moved with its repository.
std::string client_shim(const std::string& name) {
  return "#!/bin/sh\n"
         "# Written by 'git reeve hooks install'; 'git reeve hooks uninstall' takes it away.\n"
         "before=\"$(dirname \"$0\")/" +
         name +
         ".before-reeve\"\n"
         "if [ -x \"$before\" ]; then \"$before\" \"$@\" || exit $?; fi\n"
         "if ! command -v git-reeve >/dev/null; then\n"
         "  echo 'warning: git-reeve is not in PATH: its " +
         name +
         " hook does nothing' >&2\n"
         "  exit 0\n"
         "fi\n"
         "exec git-reeve hook " +
         name + " -- \"$@\"\n";
}

std::string shim(HookSide side, const std::string& name) {
  return side == HookSide::server ? server_shim(name) : client_shim(name);
}

HookReport look(const HookPlace& place, const std::string& name, const Manifest& manifest) {
  HookReport report{.name = name, .path = place.folder / name, .chained = {}};
  const auto written = std::ranges::find(manifest, report.path.string(), &WrittenHook::path);
  if (written == manifest.end()) return report;
  report.chained = written->chained;
  if (!fs::exists(report.path)) return report;
  report.state = read_file(report.path) == written->content ? HookState::installed : HookState::edited;
  return report;
}

fs::path set_aside(const fs::path& path) {
  if (!fs::exists(fs::symlink_status(path))) return {};
  fs::path kept = path;
  kept += ".before-reeve";
  if (fs::exists(fs::symlink_status(kept))) {
    throw Error(ErrorKind::io, "cannot keep " + path.string() + ": " + kept.string() + " is there already",
                "move one of them away");
  }
  fs::rename(path, kept);
  return kept;
}

void forget(Manifest& manifest, const fs::path& path) {
  std::erase_if(manifest, [&](const WrittenHook& hook) { return hook.path == path.string(); });
}

// The manifest is written before the shim, so that a kill between them leaves nothing unknown.
void put(const HookPlace& place, HookReport& report, Manifest& manifest) {
  forget(manifest, report.path);
  make_folders(place.folder);
  // A shim that was deleted, or never written because of a kill, has set its hook aside already.
  if (report.chained.empty()) report.chained = set_aside(report.path);
  const std::string content = shim(place.side, report.name);
  manifest.push_back({report.path.string(), content, report.chained.string()});
  write_manifest(place.manifest, manifest);
  replace_file(report.path, content);
  fs::permissions(report.path, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                  fs::perm_options::add);
  report.state = HookState::installed_now;
}

void take_away(HookReport& report) {
  fs::remove(report.path);
  if (!report.chained.empty() && fs::exists(report.chained)) fs::rename(report.chained, report.path);
  report.state = HookState::removed;
}

[[noreturn]] void cannot_write(const HookPlace& place, const fs::filesystem_error& error) {
  throw Error(ErrorKind::io, "cannot write hooks in " + place.folder.string() + ": " + error.code().message(),
              "see who owns the folder, or set core.hooksPath to another");
}

}  // namespace

std::vector<HookReport> status(const HookPlace& place) {
  const Manifest manifest = read_manifest(place.manifest);
  std::vector<HookReport> reports;
  for (const std::string& name : hooks_of(place.side)) reports.push_back(look(place, name, manifest));
  return reports;
}

std::vector<HookReport> install(const HookPlace& place) try {
  Manifest manifest = read_manifest(place.manifest);
  std::vector<HookReport> reports = status(place);
  for (HookReport& report : reports) {
    if (report.state == HookState::absent) put(place, report, manifest);
  }
  return reports;
} catch (const fs::filesystem_error& error) {
  cannot_write(place, error);
}

std::vector<HookReport> uninstall(const HookPlace& place) try {
  Manifest manifest = read_manifest(place.manifest);
  std::vector<HookReport> reports = status(place);
  for (HookReport& report : reports) {
    if (report.state == HookState::edited) {
      report.state = HookState::left_edited;
    } else if (report.state == HookState::installed || !report.chained.empty()) {
      take_away(report);
      forget(manifest, report.path);
    }
  }
  write_manifest(place.manifest, manifest);
  return reports;
} catch (const fs::filesystem_error& error) {
  cannot_write(place, error);
}

}  // namespace reeve::hooks
