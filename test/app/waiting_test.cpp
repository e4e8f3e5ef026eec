#include "app/waiting.hpp"

#include "test/catch.hpp"

namespace coffer::app {

TEST_CASE("progress is a bar of twenty cells and numbers") {
  CHECK(progress(0, 200, "profiles") == "[--------------------] 0 of 200 profiles");
  CHECK(progress(9, 200, "profiles") == "[--------------------] 9 of 200 profiles");
  CHECK(progress(50, 200, "profiles") == "[#####---------------] 50 of 200 profiles");
  CHECK(progress(200, 200, "profiles") == "[####################] 200 of 200 profiles");
}

}  // namespace coffer::app
