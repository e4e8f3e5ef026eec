// Does nothing, with the libraries of coffer: what their loading alone takes.
int main() {}
