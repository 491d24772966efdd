"""The ways of making a report in a browser, each as a person would; the batch does not know which it drives."""

from tests.matrix.cells import Client
from tests.matrix.drivers.door import DoorDriver
from tests.matrix.drivers.driver import Driver, Given
from tests.matrix.drivers.field import FieldDriver
from tests.matrix.drivers.form import FormDriver

DRIVERS: dict[Client, type[Driver]] = {
    Client.DOOR: DoorDriver,
    Client.FORM: FormDriver,
    Client.FIELD: FieldDriver,
}

__all__ = ["DRIVERS", "Driver", "Given"]
