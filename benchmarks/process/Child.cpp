// benchmarks/process/Child.cpp -- What is started: it has nothing to do.
int main() { return 0; }
