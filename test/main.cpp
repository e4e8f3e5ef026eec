#define CATCH_CONFIG_RUNNER
#include "test/catch.hpp"

int main(int argc, char* argv[]) { return Catch::Session().run(argc, argv); }
