#pragma once

void throwIntOrString(bool isInt);
void throwLocal(int value);
void throwString(bool again);
