"""Which tables does assistance keep? Django looks here; everybody else asks the room that keeps them."""

import assistance.cases.models
import assistance.categories.models
import assistance.figures.models
import assistance.public_money.models
import assistance.subsidies.models  # noqa: F401
