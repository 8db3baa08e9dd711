#include "report/metric_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/text.h"

namespace reeve {

namespace {

std::string_view name_of(MetricFamily::Type type) {
  switch (type) {
    case MetricFamily::Type::counter:
      return "counter";
    case MetricFamily::Type::histogram:
      return "histogram";
    case MetricFamily::Type::info:
      return "info";
    case MetricFamily::Type::gauge:
      break;
  }
  return "gauge";
}

std::string metric_escaped(const std::string& text) {
  return replace_all(replace_all(replace_all(repair_utf8(text), "\\", "\\\\"), "\"", "\\\""), "\n", "\\n");
}

std::string labels_text(const MetricLabels& labels) {
  std::vector<std::string> pairs;
  for (const auto& [name, value] : labels) pairs.push_back(name + "=\"" + metric_escaped(value) + "\"");
  return pairs.empty() ? "" : "{" + join(pairs, ",") + "}";
}

// Whole numbers without a fraction, as people read them; others so that they are read back the same.
std::string number(double value) {
  if (!std::isfinite(value)) return value > 0 ? "+Inf" : "NaN";
  return std::floor(value) == value && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                              : fmt::format("{}", value);
}

// A bound is a label, and must be written as a float to be the same everywhere.
std::string bound_text(double bound) {
  return std::floor(bound) == bound ? fmt::format("{:.1f}", bound) : fmt::format("{}", bound);
}

}  // namespace

void MetricText::begin(const MetricFamily& family) {
  family_ = family;
  is_announced_ = false;
}

void MetricText::sample(const MetricLabels& labels, double value) {
  const bool is_counter = family_.type == MetricFamily::Type::counter;
  line(is_counter ? "_total" : family_.type == MetricFamily::Type::info ? "_info" : "", labels, value);
}

void MetricText::histogram(const MetricLabels& labels, const std::vector<double>& values,
                           const std::vector<double>& bounds) {
  for (const double bound : bounds) {
    MetricLabels with_bound = labels;
    with_bound.emplace_back("le", bound_text(bound));
    const auto within = std::ranges::count_if(values, [&](double value) { return value <= bound; });
    line("_bucket", with_bound, static_cast<double>(within));
  }
  MetricLabels all = labels;
  all.emplace_back("le", "+Inf");
  line("_bucket", all, static_cast<double>(values.size()));
  line("_sum", labels, std::accumulate(values.begin(), values.end(), 0.0));
  line("_count", labels, static_cast<double>(values.size()));
}

void MetricText::line(std::string_view ending, const MetricLabels& labels, double value) {
  if (!is_announced_) {
    text_ += fmt::format("# TYPE {} {}\n", family_.name, name_of(family_.type));
    if (!family_.unit.empty()) text_ += fmt::format("# UNIT {} {}\n", family_.name, family_.unit);
    text_ += fmt::format("# HELP {} {}\n", family_.name, metric_escaped(family_.help));
    is_announced_ = true;
  }
  text_ += fmt::format("{}{}{} {}\n", family_.name, ending, labels_text(labels), number(value));
}

}  // namespace reeve
