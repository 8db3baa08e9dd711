// The keys about the sandbox, which agents and the gate have in common.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/config_keys.h"

namespace reeve {

// "bwrap" or "none".
std::optional<Sandbox> read_sandbox(const Entry& entry);

// "on", "off", or the address of a proxy, which `proxy` becomes.
std::optional<Network> read_network(const Entry& entry, std::string& proxy);

// Folders that begin with "/" or "~/".
std::optional<std::vector<std::string>> read_folders(const Entry& entry);

template <typename Section>
Keys<Section> sandbox_keys() {
  return {
      {"sandbox", field(&Section::sandbox, read_sandbox)},
      {"network",
       [](Section& section, const Entry& entry) {
         if (const auto network = read_network(entry, section.proxy)) section.network = *network;
       }},
      {"sandbox_read", field(&Section::read, read_folders)},
      {"sandbox_write", field(&Section::write, read_folders)},
  };
}

// The keys of both tables.
template <typename Section>
Keys<Section> joined(Keys<Section> keys, const Keys<Section>& more) {
  keys.insert(keys.end(), more.begin(), more.end());
  return keys;
}

}  // namespace reeve
