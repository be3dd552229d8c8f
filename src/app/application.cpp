#include "web/embedded_asset.hpp"
