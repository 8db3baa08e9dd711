// [agents] and the prices of their models.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/config_values.h"

namespace reeve {

// What the two tables say, before the one is joined with the other.
struct AgentTables {
  struct Draft {
    AgentConfig agent;
    TomlPosition position;  // of its name
  };
  std::vector<Draft> agents;
  std::map<std::string, Price> prices;  // by model; all zeros for "free"
};

void read_agents(const Entry& table, AgentTables& tables);
void read_prices(const Entry& table, AgentTables& tables);

// The agents by name, each with its model's price. An agent that has to count its own cost and whose model
// has no price is a problem: its spending would have no end.
std::map<std::string, AgentConfig> agents_with_prices(const AgentTables& tables, Problems& problems);

}  // namespace reeve
