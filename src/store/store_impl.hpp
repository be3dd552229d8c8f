// Purpose: the templates behind Store. Place: store; included by store.hpp only.
#pragma once
