// Purpose: what the tags of the OpenAPI document stand for. Place: app.
#pragma once
#include "web/router.hpp"

namespace usher::app {

void describe_tags(web::Router& router);

}  // namespace usher::app
