/* Answers every request with a small page from N processes, in the way libfcgi is meant to be used:
 * it keeps a connection when nginx asks for it. Usage: keepalive SOCKET N PAGE_BYTES
 * MICROSECONDS_OF_WORK */
#include <fcgiapp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void work(long us)
{
    struct timespec began, now;
    clock_gettime(CLOCK_MONOTONIC, &began);
    do
        clock_gettime(CLOCK_MONOTONIC, &now);
    while ((now.tv_sec - began.tv_sec) * 1000000 + (now.tv_nsec - began.tv_nsec) / 1000 < us);
}

static int serve(int listening, int bytes, long us)
{
    FCGX_Request request;
    char *page = malloc((size_t)bytes);
    if (!page || FCGX_Init() != 0 || FCGX_InitRequest(&request, listening, 0) != 0)
        return 1;
    memset(page, 'x', (size_t)bytes);
    while (FCGX_Accept_r(&request) == 0) {
        work(us);
        FCGX_FPrintF(request.out, "Content-Type: text/html\r\nContent-Length: %d\r\n\r\n", bytes);
        FCGX_PutStr(page, bytes, request.out);
        FCGX_Finish_r(&request);
    }
    free(page);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    int listening = FCGX_OpenSocket(argv[1], 64);
    if (listening < 0)
        return 1;
    for (int i = 0; i < atoi(argv[2]); i++)
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            return serve(listening, atoi(argv[3]), atol(argv[4]));
        }
    while (wait(NULL) > 0)
        continue;
    return 1;
}
