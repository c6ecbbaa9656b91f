"""The way of a flow from event to event, across the points where it is not smooth."""
