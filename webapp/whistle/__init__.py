"""吹哨报到: a street office calls units to the spot, and they come."""
