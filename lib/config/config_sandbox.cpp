#include "config/config_sandbox.h"

namespace reeve {

std::optional<Sandbox> read_sandbox(const Entry& entry) {
  const std::optional<std::string> word = read_word(entry, "sandbox", {"bwrap", "none"});
  if (!word) return {};
  return *word == "none" ? Sandbox::none : Sandbox::bwrap;
}

std::optional<Network> read_network(const Entry& entry, std::string& proxy) {
  const std::optional<std::string> word = read_text(entry);
  if (!word) return {};
  if (*word == "on" || *word == "off") return *word == "on" ? Network::on : Network::off;
  if (word->starts_with("http://") || word->starts_with("https://")) {
    proxy = *word;
    return Network::proxy;
  }
  entry.report("must be \"on\", \"off\" or the address of a proxy, not " + in_quotes(*word));
  return {};
}

std::optional<std::vector<std::string>> read_folders(const Entry& entry) {
  std::optional<std::vector<std::string>> folders = read_texts(entry);
  if (!folders) return {};
  for (std::size_t i = 0; i < folders->size(); ++i) {
    const std::string& folder = (*folders)[i];
    if (folder.starts_with("/") || folder.starts_with("~/")) continue;
    entry.problems.add(entry.value.elements[i].position,
                       in_quotes(folder) + " of " + entry.name + " must begin with '/' or '~/'");
    return {};
  }
  return folders;
}

}  // namespace reeve
